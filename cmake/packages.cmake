# `cpack -G DEB` in a build folder: Debian packages, one for each component. docs/packages.md says what is in which, and
# why. `sh setup.sh packages` configures for them: prefix /usr, from which Debian's folder of libraries follows.
set(NEUME_MAINTAINER "neume authors <neume@example.org>" CACHE STRING "name and address in packages that are made here")
set(neume_deb_library libneume${neume_soversion})
set(neume_deb_render libneume-render${neume_soversion})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME neume)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT ${NEUME_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # or it would be the first line of every package's description
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian/policy.cmake)
set(CPACK_POST_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian/without_ldconfig.cmake)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 0neume1) # which gives way to a -1 of Debian's own
set(CPACK_DEBIAN_PACKAGE_SOURCE neume)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# Our own libraries are in no installed package yet: whatever needs them names them below.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})

# Licence and changes, which every package must have.
set(neume_deb_files ${PROJECT_BINARY_DIR}/debian)
set(neume_deb_terms "Built with KISS FFT, which is under the BSD-3-Clause licence.")
if(neume_fft STREQUAL "fftw")
  string(CONCAT neume_deb_terms "Built with FFTW: the binaries as a whole are under the GNU General Public License,\n"
    " version 2 or later; its text is in /usr/share/common-licenses/GPL-2.")
endif()
file(READ LICENSE neume_deb_licence)
string(REGEX REPLACE "^.*neume authors\n+" "" neume_deb_licence "${neume_deb_licence}")
string(STRIP "${neume_deb_licence}" neume_deb_licence)
string(REPLACE "\n" "\n " neume_deb_licence "${neume_deb_licence}")
string(REPLACE "\n \n" "\n .\n" neume_deb_licence "${neume_deb_licence}")
string(TIMESTAMP neume_deb_date "%a, %d %b %Y %H:%M:%S +0000" UTC) # of SOURCE_DATE_EPOCH where that is set
configure_file(cmake/debian/copyright.in ${neume_deb_files}/copyright @ONLY)
configure_file(cmake/debian/changelog.in ${neume_deb_files}/changelog.Debian @ONLY)

# neume_deb(COMPONENT PACKAGE SECTION DESCRIPTION [FIELD VALUE]...): a component as a package; the first line of a
# description is its summary.
macro(neume_deb component package section description)
  list(APPEND CPACK_COMPONENTS_ALL ${component})
  string(TOUPPER CPACK_DEBIAN_${component} prefix)
  set(${prefix}_PACKAGE_NAME ${package})
  set(${prefix}_PACKAGE_SECTION ${section})
  set(${prefix}_DESCRIPTION "${description}")
  set(fields ${ARGN})
  while(fields)
    list(POP_FRONT fields field value)
    set(${prefix}_PACKAGE_${field} "${value}")
  endwhile()
  install(FILES ${neume_deb_files}/copyright ${neume_deb_files}/changelog.Debian DESTINATION share/doc/${package}
    COMPONENT ${component} EXCLUDE_FROM_ALL)
  install(FILES CHANGELOG.md RENAME changelog DESTINATION share/doc/${package} COMPONENT ${component} EXCLUDE_FROM_ALL)
endmacro()

set(same "(= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")
# audio/libav.c loads these while it runs, so that dpkg-shlibdeps sees nothing of them.
set(libav)
foreach(part avformat avcodec)
  if(LIBAV_lib${part}_VERSION)
    string(REGEX MATCH "^[0-9]+" major ${LIBAV_lib${part}_VERSION})
    list(APPEND libav "lib${part}${major} | lib${part}-extra${major}")
  endif()
endforeach()
list(JOIN libav ", " libav)
set(soundfont "timgm6mb-soundfont | fluid-soundfont-gm | musescore-general-soundfont")

neume_deb(library ${neume_deb_library} libs "recordings to MIDI (shared library)
libneume turns a recording of a melody, of several notes at a time, of drums
or of a mix of these into notes, and finds onsets, beats and pitch. The weights
of its networks are inside." SUGGESTS "${libav}")
neume_deb(render_library ${neume_deb_render} libs "MIDI to sound and comparison (shared library)
libneume_render plays MIDI files by FluidSynth or sample kits, compares them
with recordings, replaces drums, draws piano rolls and scores transcriptions."
  DEPENDS "${neume_deb_library} ${same}" RECOMMENDS "${soundfont}")
neume_deb(dev libneume-dev libdevel "recordings to MIDI (development files)
Headers, static libraries, pkg-config and CMake files of libneume and
libneume_render."
  DEPENDS "${neume_deb_library} ${same}, ${neume_deb_render} ${same}")
neume_deb(program neume sound "turn recordings into MIDI, play and compare
neume transcribes a melody, several notes at a time, drums or a mix of these,
and decides for itself which of them it hears. It plays MIDI files, compares
them with recordings, replaces drums, edits MIDI files and scores
transcriptions."
  RECOMMENDS "${soundfont}" SUGGESTS "${libav}")
if(TARGET neume_python)
  # _neume_render.abi3.so is loaded when something is played, compared or scored; nothing else needs its library.
  neume_deb(python python3-neume python "recordings to MIDI (Python 3)
The package neume: notes, onsets, beats and pitch of recordings as NumPy
arrays. With ${neume_deb_render} it also plays MIDI files, compares them with
recordings, replaces drums and scores transcriptions."
    DEPENDS "${neume_deb_library} ${same}, python3 (>= 3.8), python3-cffi-backend (>= 1.15), python3-numpy"
    RECOMMENDS "${neume_deb_render} ${same}")
  set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/debian/python3-neume/postinst
    ${PROJECT_SOURCE_DIR}/cmake/debian/python3-neume/prerm)
endif()
if(TARGET neume_vamp)
  neume_deb(vamp vamp-neume sound "recordings to MIDI (Vamp plugins)
Notes, drum hits, onsets, beats and bars, and pitch, in Sonic Visualiser,
Audacity and other hosts of Vamp plugins."
    DEPENDS "${neume_deb_library} ${same}" ENHANCES "sonic-visualiser, audacity")
endif()

# The terms of what the networks heard are beside them.
foreach(component library render_library program)
  string(TOUPPER CPACK_DEBIAN_${component}_PACKAGE_NAME package)
  install(FILES models/weights/README.md RENAME weights.md DESTINATION share/doc/${${package}}
    COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()

# The loader's cache follows, and whoever is linked with a library depends on its package.
file(WRITE ${neume_deb_files}/triggers "activate-noawait ldconfig\n")
foreach(component library render_library)
  string(TOUPPER CPACK_DEBIAN_${component}_PACKAGE prefix)
  set(name neume)
  if(component STREQUAL "render_library")
    set(name neume_render)
  endif()
  file(WRITE ${neume_deb_files}/${component}/shlibs
    "lib${name} ${neume_soversion} ${${prefix}_NAME} (>= ${PROJECT_VERSION})\n")
  set(${prefix}_CONTROL_EXTRA ${neume_deb_files}/triggers ${neume_deb_files}/${component}/shlibs)
endforeach()

include(CPack)
