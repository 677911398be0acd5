/* SPDX-License-Identifier: MIT
 *
 * Temporary files that a killed run left behind: ".neume-" and six of a to z, 0 to 9. A run that has such names in a
 * folder holds a shared lock on the folder; who gets it for itself alone knows that nobody is alive. */
#ifndef NEUME_CORE_OUTPUT_SWEEP_H
#define NEUME_CORE_OUTPUT_SWEEP_H

/* Removes what lies in the folder of `path` if no run is alive there, of this user alone. Answers the lock, which is to
 * be closed when all names of this run have gone; -1 where the file system has no such locks, and nothing was removed.
 */
int neume_output_sweep(const char *path);

#endif
