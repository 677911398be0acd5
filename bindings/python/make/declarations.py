# SPDX-License-Identifier: MIT
"""The C sources of the extension modules, out of the public headers themselves.

    declarations.py INCLUDE OUT.c NAME           NAME: _neume (libneume) or _neume_render (libneume_render)
"""
import os
import re
import sys

from cffi import FFI

CALLBACK = 'extern "Python" int neume_python_progress(void *user, double share);'


def declarations(text):
    """A header without comments, directives and macros: what cffi can read."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"^[ \t]*#.*?(?<!\\)$", "", text, flags=re.S | re.M)
    return re.sub(r"\bNEUME_(RENDER_)?API\b|\bNEUME_(BEGIN|END)_DECLS\b", "", text)


def in_order(folder, names):
    """Each header after those that it includes."""
    done = []

    def visit(name):
        if name in done:
            return
        with open(os.path.join(folder, "neume", name)) as f:
            text = f.read()
        for other in re.findall(r'#include "neume/(\w+\.h)"', text):
            if other in names:
                visit(other)
        if name not in done:
            done.append(name)

    for name in sorted(names):
        visit(name)
    return done


def read(folder, names):
    text = []
    for name in in_order(folder, names):
        with open(os.path.join(folder, "neume", name)) as f:
            text.append(declarations(f.read()))
    return "\n".join(text)


def is_of_render(folder, name):
    with open(os.path.join(folder, "neume", name)) as f:
        return re.search(r"^NEUME_RENDER_API \w", f.read(), re.M) is not None


def builder(folder, render):
    """The FFI of one of the two libraries; that of libneume_render shares the types of libneume's."""
    names = [n for n in os.listdir(os.path.join(folder, "neume")) if n.endswith(".h")]
    groups = [[n for n in names if is_of_render(folder, n) == which] for which in (False, True)]
    main = FFI()
    main.cdef(read(folder, groups[0]) + CALLBACK)
    main.set_source("neume._neume", "\n".join('#include "neume/%s"' % n for n in sorted(groups[0])))
    if not render:
        return main
    other = FFI()
    other.include(main)
    other.cdef(read(folder, groups[1]))
    other.set_source("neume._neume_render", "\n".join('#include "neume/%s"' % n for n in sorted(names)))
    return other


def main():
    folder, out, name = sys.argv[1:]
    builder(folder, name == "_neume_render").emit_c_code(out)


if __name__ == "__main__":
    main()
