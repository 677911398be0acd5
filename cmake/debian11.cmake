# A toolchain file: this machine's compiler over the headers and libraries of Debian 11 in NEUME_SYSROOT, whose C
# library (glibc 2.31) is the oldest that the result runs with. `sh setup.sh tarball` makes that folder.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${CMAKE_HOST_SYSTEM_PROCESSOR})
set(CMAKE_SYSROOT $ENV{NEUME_SYSROOT})
set(CMAKE_FIND_ROOT_PATH $ENV{NEUME_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(libraries ${CMAKE_SYSROOT}/usr/lib/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)
set(CMAKE_LIBRARY_ARCHITECTURE ${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)
# A compiler of the same machine looks among its own system's files first, whatever the root.
foreach(language C CXX)
  set(CMAKE_${language}_FLAGS_INIT "-B${libraries} -L${libraries} -L${CMAKE_SYSROOT}/lib/${CMAKE_LIBRARY_ARCHITECTURE}")
endforeach()
string(APPEND CMAKE_CXX_FLAGS_INIT " -L${CMAKE_SYSROOT}/usr/lib/gcc/${CMAKE_LIBRARY_ARCHITECTURE}/10 -nostdinc++"
  " -isystem ${CMAKE_SYSROOT}/usr/include/c++/10"
  " -isystem ${CMAKE_SYSROOT}/usr/include/${CMAKE_LIBRARY_ARCHITECTURE}/c++/10")
# The program itself makes its manual and completions.
file(GLOB loader ${CMAKE_SYSROOT}/lib64/ld-linux-*.so.2 ${CMAKE_SYSROOT}/lib/ld-linux-*.so.1)
set(CMAKE_CROSSCOMPILING_EMULATOR
  "${loader};--library-path;${libraries}:${CMAKE_SYSROOT}/lib/${CMAKE_SYSTEM_PROCESSOR}-linux-gnu")
