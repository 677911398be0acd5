# The comments of a header as doxygen wants them: of the file, behind a member, before what follows.
1s|^/\* SPDX-License-Identifier: MIT \*/|/** @file */|
1s|^/\* SPDX-License-Identifier: MIT|/** @file|
s|^\( *\)/\* |\1/** |
s|\([^ ]\)\( *\) /\* |\1\2 /**< |
