# The parameters of the plugins as a C source OUT, of the program's tables IN (what `neume --options` prints). WANTED:
# the options, as "transcribe/mode|pitch/min-hz"; one that is not in the tables ends the build.
file(READ ${IN} tables)
string(REPLACE "|" ";" wanted "${WANTED}")
set(rows "")
set(names "")
set(values "")

# A row's field, or "" for null and what is not there.
function(get field out)
  string(JSON value ERROR_VARIABLE error GET "${row}" ${field})
  if(error OR value STREQUAL "null")
    set(value "")
  endif()
  set(${out} "${value}" PARENT_SCOPE)
endfunction()

function(find_row command option out)
  string(JSON count LENGTH "${tables}" commands ${command} options)
  math(EXPR last "${count} - 1")
  foreach(i RANGE ${last})
    string(JSON found GET "${tables}" commands ${command} options ${i} name)
    if(found STREQUAL option)
      string(JSON row GET "${tables}" commands ${command} options ${i})
      set(${out} "${row}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "neume ${command} has no option --${option}")
endfunction()

# "C4" to 60.
function(pitch_number name out)
  string(REGEX MATCH "^([A-G])(-?[0-9]+)$" matched "${name}")
  string(FIND "C D EF G A B" "${CMAKE_MATCH_1}" step)
  math(EXPR number "${step} + 12 * (${CMAKE_MATCH_2} + 1)")
  set(${out} ${number} PARENT_SCOPE)
endfunction()

foreach(name ${wanted})
  string(REPLACE "/" ";" parts ${name})
  list(GET parts 0 command)
  list(GET parts 1 option)
  find_row(${command} ${option} row)
  string(MAKE_C_IDENTIFIER "${name}" id)
  foreach(field kind value default unit help min max word)
    get(${field} ${field})
  endforeach()
  set(quantized 0)
  set(choices 0)
  if(kind STREQUAL "choice")
    string(REPLACE "|" ";" words "${value}")
    list(LENGTH words count)
    math(EXPR max "${count} - 1")
    set(min 0)
    list(FIND words "${default}" default)
    set(quantized 1)
    set(choices values_${id})
    list(JOIN words "\", \"" words)
    string(APPEND values "static const char *values_${id}[] = {\"${words}\", 0};\n")
  elseif(kind STREQUAL "pitch")
    pitch_number("${default}" default)
    set(min 0)
    set(max 127)
    set(unit "MIDI pitch")
    set(quantized 1)
  elseif(kind STREQUAL "text" AND value MATCHES "^SHARE")
    set(min 0)
    set(max 1)
    string(REGEX REPLACE ";.*" "" help "${help}") # of single drums
  elseif(kind STREQUAL "number" AND word STREQUAL default)
    set(min 0) # 0 is the word
    set(default 0)
    string(APPEND help "; 0 is ${word}")
  elseif(NOT kind MATCHES "^(number|whole)$")
    message(FATAL_ERROR "neume ${command} --${option} is of a kind (${kind}) that no parameter can be")
  endif()
  string(REPLACE "-" " " title "${option}")
  string(SUBSTRING "${title}" 0 1 first)
  string(SUBSTRING "${title}" 1 -1 rest)
  string(TOUPPER "${first}" first)
  string(REGEX REPLACE "--([a-z])" "\\1" help "${help}")
  string(REPLACE "-" "_" identifier "${option}")
  string(TOUPPER "${id}" upper)
  string(APPEND names "    NEUME_VAMP_${upper},\n")
  string(APPEND rows "    {\"${identifier}\", \"${first}${rest}\", \"${help}\", \"${unit}\", \
(float)${min}, (float)${max}, \
(float)${default}, ${quantized}, ${quantized}, ${choices}},\n")
endforeach()

set(ranges "")
string(JSON count LENGTH "${tables}" ranges)
math(EXPR last "${count} - 1")
foreach(i RANGE ${last})
  string(JSON name MEMBER "${tables}" ranges ${i})
  string(JSON low GET "${tables}" ranges ${name} 0)
  string(JSON high GET "${tables}" ranges ${name} 1)
  string(APPEND ranges "    {\"${name}\", ${low}, ${high}},\n")
endforeach()

file(WRITE ${OUT}.h "/* Made by make_options.cmake. */\n#ifndef NEUME_VAMP_OPTIONS_H\n#define NEUME_VAMP_OPTIONS_H\n
#include <vamp/vamp.h>\n
enum neume_vamp_option {\n${names}    NEUME_VAMP_OPTIONS\n};\n
/* [NEUME_VAMP_OPTIONS] */\nextern const VampParameterDescriptor neume_vamp_options[];\n
struct neume_vamp_range {\n    const char *name;\n    int low, high; /* MIDI pitches */\n};\n
/* Ends with a row without a name. */\nextern const struct neume_vamp_range neume_vamp_ranges[];\n\n#endif\n")
file(WRITE ${OUT}.c "#include \"bindings/vamp/vamp_options.h\"\n
${values}
const VampParameterDescriptor neume_vamp_options[] = {\n${rows}};\n
const struct neume_vamp_range neume_vamp_ranges[] = {\n${ranges}    {0, 0, 0},\n};\n")
