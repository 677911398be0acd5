/* SPDX-License-Identifier: MIT
 *
 * How much of the machine this process may use: by its affinity (taskset, Slurm with task/affinity), by its control
 * group (containers, systemd), and by what Slurm gave the task where neither says so. */
#ifndef NEUME_CLI_IO_PROCESSORS_H
#define NEUME_CLI_IO_PROCESSORS_H

#include <stddef.h>

/* What a control group and all above it allow: version 2 and, where that has none, version 1. */
struct cli_cgroup_limits {
    double processors; /* 0: no limit */
    double memory;     /* bytes, 0: no limit */
};

/* `root` stands before /proc/self/cgroup and /sys/fs/cgroup; "" but in tests. */
struct cli_cgroup_limits neume_cli_cgroup_limits(const char *root);

/* Processors, 1 or more: for --jobs auto. A group's 1.5 count as two; a group that allows little memory, 64 MB for each
 * thread, counts as fewer. */
int neume_cli_processors(void);

/* The model of the processor, from /proc/cpuinfo below `root`: printable ASCII; empty where that has none, as on many
 * AArch64 machines. */
void neume_cli_processor_name(const char *root, char *name, size_t size);

#endif
