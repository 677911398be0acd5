# The bytes of the file IN as a C source OUT: the array NAME and its size NAME_size, as HEADER declares them.
file(READ ${IN} bytes HEX)
string(LENGTH "${bytes}" size)
math(EXPR size "${size} / 2")
string(REGEX REPLACE "(................................................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "#include \"${HEADER}\"\n
const size_t ${NAME}_size = ${size};
const unsigned char ${NAME}[] = {\n${bytes}};\n")
