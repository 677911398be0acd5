/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* sched_getaffinity */
#include "cli/io/processors.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

static const double bytes_a_thread = 64e6; /* what a thread takes (docs/batches.md), and room for its files */

static void lower(double *limit, double value)
{
    if (value > 0 && (*limit <= 0 || value < *limit))
        *limit = value;
}

/* The numbers of a small file, "max" being none; how many there are. */
static int read_numbers(const char *folder, const char *file, double *a, double *b)
{
    char path[PATH_ROOM + 64];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *f = fopen(path, "re");
    const int found = f ? fscanf(f, "%lf %lf", a, b) : 0;
    if (f)
        fclose(f);
    return found < 0 ? 0 : found;
}

static void look_at(const char *folder, int version, struct cli_cgroup_limits *limits)
{
    double quota = 0, period = 100000, none, memory;
    if (version == 2) {
        if (read_numbers(folder, "cpu.max", &quota, &period) == 2 && period > 0)
            lower(&limits->processors, quota / period);
        if (read_numbers(folder, "memory.max", &memory, &none) == 1)
            lower(&limits->memory, memory);
        return;
    }
    if (read_numbers(folder, "cpu.cfs_quota_us", &quota, &none) == 1 && quota > 0 &&
        read_numbers(folder, "cpu.cfs_period_us", &period, &none) == 1 && period > 0)
        lower(&limits->processors, quota / period);
    if (read_numbers(folder, "memory.limit_in_bytes", &memory, &none) == 1 && memory < 1e15) /* "none" is 2^63 */
        lower(&limits->memory, memory);
}

/* The group's folder below a mount, and each above it; in a container the mount may be the group itself. */
static void climb(const char *root, const char *mount, const char *group, int version, struct cli_cgroup_limits *limits)
{
    char folder[PATH_ROOM];
    const int base = snprintf(folder, sizeof folder, "%s%s", root, mount);
    snprintf(folder + base, sizeof folder - (size_t)base, "%s", group);
    for (;;) {
        look_at(folder, version, limits);
        char *slash = strrchr(folder, '/');
        if (!slash || slash < folder + base)
            return;
        *slash = '\0';
    }
}

static int has_controller(const char *list, const char *name)
{
    const size_t length = strlen(name);
    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (!strncmp(at, name, length) && (at[length] == ',' || !at[length]))
            return 1;
    return 0;
}

/* "0::/group", or of version 1 "4:cpu,cpuacct:/group". */
static void take_line(const char *root, char *line, struct cli_cgroup_limits *limits)
{
    char mount[256];
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':'), *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group)
        return;
    *group++ = '\0';
    controllers++;
    if (!strcmp(group, "/"))
        *group = 0;
    if (!*controllers) {
        climb(root, "/sys/fs/cgroup", group, 2, limits);
    } else if (has_controller(controllers, "cpu") || has_controller(controllers, "memory")) {
        snprintf(mount, sizeof mount, "/sys/fs/cgroup/%.200s", controllers);
        climb(root, mount, group, 1, limits);
    }
}

struct cli_cgroup_limits neume_cli_cgroup_limits(const char *root)
{
    struct cli_cgroup_limits limits = {0, 0};
    char line[PATH_ROOM];
    snprintf(line, sizeof line, "%s/proc/self/cgroup", root);
    FILE *f = fopen(line, "re");
    while (f && fgets(line, sizeof line, f))
        take_line(root, line, &limits);
    if (f)
        fclose(f);
    return limits;
}

static int by_affinity(void)
{
    cpu_set_t set;
    const int count = sched_getaffinity(0, sizeof set, &set) ? 0 : CPU_COUNT(&set);
    const long online = sysconf(_SC_NPROCESSORS_ONLN); /* where there are more than a set holds */
    return count > 0 ? count : online > 0 ? (int)online : 1;
}

int neume_cli_processors(void)
{
    double count = by_affinity();
    const char *slurm = getenv("SLURM_CPUS_PER_TASK");
    const struct cli_cgroup_limits limits = neume_cli_cgroup_limits("");
    lower(&count, slurm ? strtod(slurm, NULL) : 0);
    lower(&count, ceil(limits.processors));
    if (limits.memory > 0)
        lower(&count, fmax(floor(limits.memory / bytes_a_thread), 1));
    return (int)count;
}

void neume_cli_processor_name(const char *root, char *name, size_t size)
{
    char line[PATH_ROOM];
    snprintf(line, sizeof line, "%s/proc/cpuinfo", root);
    FILE *f = fopen(line, "re");
    *name = '\0';
    while (!*name && f && fgets(line, sizeof line, f)) {
        const char *value = strncmp(line, "model name", 10) == 0 ? strchr(line, ':') : NULL;
        line[strcspn(line, "\n")] = '\0';
        if (value)
            snprintf(name, size, "%s", value + 1 + strspn(value + 1, " \t"));
    }
    for (char *at = name; *at; at++)
        *at = *at < ' ' || *at > '~' ? '?' : *at;
    if (f)
        fclose(f);
}
