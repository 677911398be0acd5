# The text file IN as a C source OUT: the array NAME, ended by a zero, as HEADER declares it.
file(READ ${IN} bytes HEX)
string(REGEX REPLACE "(................................................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "#include \"${HEADER}\"\n
const unsigned char ${NAME}[] = {\n${bytes}0};\n")
