# The drum maps FILES as a C source OUT: the table neume_drum_map_texts, as midi/maps/drum_map.h has it.
string(REPLACE "|" ";" files "${FILES}")
set(rows "")
foreach(file ${files})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" text "${text}")
  string(REGEX REPLACE
    "(................................................................)" "\\1\"\n     \"" text "${text}")
  string(APPEND rows "    {\"${name}\",\n     \"${text}\"},\n")
endforeach()
file(WRITE ${OUT} "#include \"midi/maps/drum_map.h\"\n
const struct neume_drum_map_text neume_drum_map_texts[] = {\n${rows}    {0, 0},\n};\n")
