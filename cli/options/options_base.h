/* SPDX-License-Identifier: MIT
 *
 * One table of options for each command. The parser, --help, the manual page and the shell completions are all made
 * from it, so none of them can say what the others do not. */
#ifndef NEUME_CLI_OPTIONS_OPTIONS_BASE_H
#define NEUME_CLI_OPTIONS_OPTIONS_BASE_H

#include <stddef.h>

enum cli_kind {
    CLI_FLAG,    /* int: 0 or 1 */
    CLI_TEXT,    /* const char *: any text */
    CLI_FILE,    /* const char *: the name of a file that is read; completions offer files */
    CLI_TARGET,  /* const char *: the name of a file that is written, which must be none of those that are read */
    CLI_FOLDER,  /* const char *: a folder */
    CLI_CHOICE,  /* int: the index of one of the words in `value`, which '|' separates */
    CLI_CHOICES, /* unsigned: bit i for word i, of several with commas; the first word stands alone */
    CLI_WHOLE,   /* int: min..max */
    CLI_NUMBER,  /* double: min..max */
    CLI_PITCH,   /* int: a MIDI pitch 0..127, as a number or a name: C4 is 60 */
};

struct cli_option {
    const char *name; /* the long name, without the dashes */
    char letter;      /* the short name, or 0 */
    enum cli_kind kind;
    size_t offset;       /* of its field in the command's settings */
    const char *value;   /* what follows it, in the help: "FILE", "auto|melody"; NULL for a flag */
    const char *initial; /* the default as one would type it; NULL: none (0, NULL) */
    const char *unit;    /* "seconds", "Hz"; or NULL */
    double min, max;     /* the range of a number */
    const char *word;    /* a word that may stand in place of the number and means 0, as "none", or several, separated
                          * by '|', of which the second means -1; or NULL */
    const char *help;    /* one sentence, no capital, no full stop */
    const char *(*preset)(size_t index); /* word number `index` that completions offer beside files, NULL after the
                                          * last; or NULL */
};

struct cli_example {
    const char *line; /* what one types */
    const char *what; /* what it does */
};

struct cli_command {
    const char *name;
    const char *operands;              /* "IN..." */
    const char *summary;               /* one line */
    const char *description;           /* a few sentences */
    const struct cli_option *option;   /* ends with a row without a name */
    const struct cli_example *example; /* ends with a row without a line */
    size_t settings_size;
    int min_operands, max_operands;       /* max -1: any number */
    int in_place;                         /* 1 if the only operand may be written over */
    const char *(*operand)(size_t index); /* the words that an operand may be, where it is no file; as `preset` */
    int (*run)(int argc, char **argv);
};

/* All settings start with this. */
struct cli_common {
    int quiet;
    int help;
    int no_clobber; /* of commands that write files */
};

/* A row of every command that writes files. */
#define CLI_NO_CLOBBER_OPTION                                                                      \
    {                                                                                              \
        .name = "no-clobber", .kind = CLI_FLAG, .offset = offsetof(struct cli_common, no_clobber), \
        .help = "replace no file that is there already (exit code 4)"                              \
    }

/* The last rows of every table. */
#define CLI_COMMON_OPTIONS                            \
    {.name = "quiet",                                 \
     .letter = 'q',                                   \
     .kind = CLI_FLAG,                                \
     .offset = offsetof(struct cli_common, quiet),    \
     .help = "say nothing but errors"},               \
        {.name = "help",                              \
         .letter = 'h',                               \
         .kind = CLI_FLAG,                            \
         .offset = offsetof(struct cli_common, help), \
         .help = "show this help and stop"},          \
    {                                                 \
        .name = NULL                                  \
    }

struct cli_operands {
    char **name;  /* [count], in their order; points into argv */
    char **below; /* [count]: what of each name an output folder keeps, "sub/song.wav"; NULL, or NULL: its last part */
    int count;
};

#endif
