#!/bin/sh
# SPDX-License-Identifier: MIT
# A batch on a real Slurm (Debian: slurm-wlm munge; as root): one controller and two nodes of this machine, started here
# and ended here. 200 files over 8 shards, one node killed in the middle, one task requeued by hand: every file once,
# the bytes those of a single run. Outside the suite, since it starts services: tests/cluster/slurm.sh build/neume
set -u
neume=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
dir=$(mktemp -d)
conf=$dir/slurm.conf
export SLURM_CONF=$conf
started=

die() {
    echo "slurm: $1" >&2
    exit 1
}

stop() {
    [ -z "$started" ] || kill -9 $started 2>/dev/null
    # Steps of a node that was killed are nobody's children: they are known by this configuration.
    for environ in /proc/[0-9]*/environ; do
        pid=${environ#/proc/}
        grep -qz "^SLURM_CONF=$conf$" "$environ" 2>/dev/null && [ "${pid%/environ}" != $$ ] && kill -9 "${pid%/environ}"
    done
    rm -rf "$dir"
}
trap stop EXIT

configure() {
    cat >"$conf" <<END
ClusterName=neume
SlurmctldHost=localhost
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=600
SchedulerParameters=sched_interval=2,bf_interval=2
SlurmctldPort=17616
SlurmdPort=17617
SlurmctldPidFile=$dir/ctld.pid
SlurmdPidFile=$dir/d-%n.pid
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool-%n
SlurmctldLogFile=$dir/ctld.log
SlurmdLogFile=$dir/d-%n.log
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
NodeName=n1 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=17618 CPUs=2 State=UNKNOWN
NodeName=n2 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=17619 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
END
    mkdir -p "$dir/state" "$dir/spool-n1" "$dir/spool-n2"
}

start() {
    if ! munge -n >/dev/null 2>&1; then
        mkdir -p /run/munge && chown munge: /run/munge
        runuser -u munge -- munged --foreground >"$dir/munge.log" 2>&1 &
        started="$started $!"
        sleep 2
    fi
    slurmctld -D -f "$conf" >"$dir/ctld.out" 2>&1 &
    started="$started $!"
    sleep 2
    for n in n1 n2; do
        slurmd -D -f "$conf" -N $n >"$dir/$n.out" 2>&1 &
        started="$started $!"
        eval "$n=$!"
    done
    for i in $(seq 30); do
        [ "$(sinfo -h -t idle -o %D 2>/dev/null)" = 2 ] && return
        sleep 1
    done
    sinfo >&2
    cat "$dir"/*.out >&2
    die 'the nodes do not come up'
}

material() {
    mkdir "$dir/in"
    python3 "$here/material.py" "$dir/in"
}

submit() {
    cat >"$dir/job.sh" <<END
#!/bin/sh
#SBATCH --array=1-8 --cpus-per-task=1
#SBATCH --requeue --open-mode=append --output=$dir/log-%a
exec nice -n 5 $neume transcribe -q -r --resume --mode poly --jobs "\$SLURM_CPUS_PER_TASK" \\
    --shard "\$SLURM_ARRAY_TASK_ID/8" $dir/in -o $dir/out
END
    job=$(sbatch --parsable "$dir/job.sh") || die 'the job is not taken'
}

outputs() {
    find "$dir/out" -name '*.mid' 2>/dev/null | wc -l
}

wait_for() {
    for i in $(seq 300); do
        [ "$(outputs)" -ge "$1" ] && return
        sleep 1
    done
    squeue >&2
    die "$(outputs) outputs after five minutes"
}

for program in slurmctld slurmd munge sbatch python3; do
    command -v $program >/dev/null || { echo "slurm: $program is missing"; exit 77; }
done
configure
start
material
submit
wait_for 20
scontrol requeue "${job}_1" 2>/dev/null
wait_for 50
eval "kill -9 \$n2" # the node is gone; what ran on it works on as orphans, and is requeued
wait_for 60
slurmd -D -f "$conf" -N n2 >>"$dir/n2.out" 2>&1 &
started="$started $!"
for i in $(seq 400); do
    [ -z "$(squeue -h)" ] && break
    sleep 1
done
[ -z "$(squeue -h)" ] || { squeue >&2; die 'the job does not end'; }
"$neume" transcribe -q -r --mode poly "$dir/in" -o "$dir/whole" || die 'the single run fails'
same=0
for f in "$dir"/whole/*.mid; do
    cmp -s "$f" "$dir/out/${f##*/}" && same=$((same + 1))
done
lines=$(cat "$dir"/out/*.jsonl | grep -c '"outputs"')
"$neume" jobs "$dir/out"
echo "slurm $(slurmctld -V | cut -d' ' -f2): 200 files, 8 shards, a node killed, a task requeued:" \
    "$same outputs equal to a single run's, $lines lines in the journals"
grep -h 'another run' "$dir"/log-* 2>/dev/null | sort | uniq -c
[ $same = 200 ]
