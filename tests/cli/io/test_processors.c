/* SPDX-License-Identifier: MIT
 *
 * What a process may use of its machine: control groups of both versions as files of our own, and the real affinity. */
#define _GNU_SOURCE
#include "cli/io/processors.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/cli/program.h"

static struct cli_cgroup_limits limits_of(const char *script)
{
    char line[1024];
    snprintf(line, sizeof line, "rm -rf root && mkdir -p root/proc/self root/sys/fs/cgroup && cd root && %s", script);
    assert_int_equal(program_run(line).code, 0);
    return neume_cli_cgroup_limits("root");
}

static void reads_groups(void **state)
{
    (void)state;
    static const struct {
        const char *script;
        double processors, memory;
    } rows[] = {
        {"true", 0, 0},
        {"echo 0::/ > proc/self/cgroup", 0, 0},
        /* In a container its own group is the root. */
        {"echo 0::/ > proc/self/cgroup; echo 150000 100000 > sys/fs/cgroup/cpu.max", 1.5, 0},
        {"echo 0::/ > proc/self/cgroup; echo max 100000 > sys/fs/cgroup/cpu.max; echo max > sys/fs/cgroup/memory.max",
         0, 0},
        /* The tightest of the group and of those above it. */
        {"echo 0::/a/b > proc/self/cgroup; mkdir -p sys/fs/cgroup/a/b; echo 400000 100000 > sys/fs/cgroup/a/b/cpu.max; "
         "echo 300000 100000 > sys/fs/cgroup/a/cpu.max; echo 200000000 > sys/fs/cgroup/a/b/memory.max; echo 900000000 "
         "> "
         "sys/fs/cgroup/a/memory.max",
         3, 200000000},
        {"printf '5:memory:/m\\n4:cpu,cpuacct:/c\\n' > proc/self/cgroup; cd sys/fs/cgroup; mkdir -p memory/m "
         "cpu,cpuacct/c; echo 50000 > cpu,cpuacct/c/cpu.cfs_quota_us; echo 100000 > cpu,cpuacct/c/cpu.cfs_period_us; "
         "echo -1 > cpu,cpuacct/cpu.cfs_quota_us; echo 9223372036854771712 > memory/memory.limit_in_bytes; echo "
         "300000000 > memory/m/memory.limit_in_bytes",
         0.5, 300000000},
        {"printf 'nonsense\\n::\\n0:\\n' > proc/self/cgroup; echo x > sys/fs/cgroup/cpu.max", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct cli_cgroup_limits limits = limits_of(rows[i].script);
        assert_float_equal(limits.processors, rows[i].processors, 1e-9);
        assert_float_equal(limits.memory, rows[i].memory, 1);
    }
}

static void obeys_affinity_and_slurm(void **state)
{
    (void)state;
    cpu_set_t all, one;
    assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
    unsetenv("SLURM_CPUS_PER_TASK");
    const int before = neume_cli_processors();
    assert_in_range(before, 1, CPU_COUNT(&all));
    setenv("SLURM_CPUS_PER_TASK", "1", 1);
    assert_int_equal(neume_cli_processors(), 1);
    setenv("SLURM_CPUS_PER_TASK", "100000", 1); /* not more than there are */
    assert_int_equal(neume_cli_processors(), before);
    setenv("SLURM_CPUS_PER_TASK", "x", 1);
    assert_int_equal(neume_cli_processors(), before);
    unsetenv("SLURM_CPUS_PER_TASK");
    CPU_ZERO(&one);
    for (int i = 0; i < CPU_SETSIZE && !CPU_COUNT(&one); i++)
        if (CPU_ISSET(i, &all))
            CPU_SET(i, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(neume_cli_processors(), 1);
    sched_setaffinity(0, sizeof all, &all);
}

static void names_the_processor(void **state)
{
    (void)state;
    static const struct {
        const char *cpuinfo, *name;
    } rows[] = {
        {"processor\\t: 0\\nmodel name\\t: A 100\\nmodel name\\t: B\\n", "A 100"},
        {"processor\\t: 0\\nBogoMIPS\\t: 100\\n", ""},
        {"model name\\n", ""},
        {"model name\\t: a name that is too long for it\\n", "a name that is"},
        {"model name : \\303\\244\\033[1m", "???[1m"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[256], name[15];
        snprintf(line, sizeof line, "rm -rf root && mkdir -p root/proc && printf '%s' > root/proc/cpuinfo",
                 rows[i].cpuinfo);
        assert_int_equal(program_run(line).code, 0);
        neume_cli_processor_name("root", name, sizeof name);
        assert_string_equal(name, rows[i].name);
    }
    char name[15] = "x";
    neume_cli_processor_name("nowhere", name, sizeof name);
    assert_string_equal(name, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_groups),
        cmocka_unit_test(obeys_affinity_and_slurm),
        cmocka_unit_test(names_the_processor),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
