"""SLURM on this machine alone, below one folder: no service, no accounting, no file elsewhere.

`python -m tests.slurm.one_machine COMMAND ...` runs a command in it, as a cluster's user would.
"""

from __future__ import annotations

import getpass
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PATIENCE = 60  # seconds for a daemon to start, to answer or to end
CPUS, MEGABYTES = 2, 8000

# Two jobs at a time whatever the machine has. Jobs start as soon as they are submitted or as
# another ends, and are remembered long after (MinJobAge), since no accounting remembers them.
CONFIG = """\
ClusterName=one_machine
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmUser={user}
SlurmdUser={user}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
MinJobAge=3600
ReturnToService=2
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={megabytes} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


@contextmanager
def one_machine() -> Iterator[dict[str, str]]:
    """Start SLURM below a temporary folder; stop it and take the folder away at the end.

    Yields
    ------
    dict
        The environment in which sbatch, squeue and srun speak to it.
    """
    # Short, since the path of a socket may have some hundred characters only.
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    try:
        with ExitStack() as daemons:
            yield _started(folder, daemons)
    finally:
        shutil.rmtree(folder)


def _started(folder: Path, daemons: ExitStack) -> dict[str, str]:
    environment = _configured(folder)
    socket_of_munge = str(folder / "munge.socket")
    munge = ["munged", "--foreground", "--force", f"--key-file={folder}/munge.key"]
    munge += [f"--socket={socket_of_munge}", f"--pid-file={folder}/munge.pid"]
    munge += [
        f"--seed-file={folder}/munge.seed",
        f"--log-file={folder}/munge.log",
        "--num-threads=2",
    ]
    _start(munge, folder, environment, daemons)
    _wait_for(["munge", "--no-input", f"--socket={socket_of_munge}"], folder, environment)
    _start(["slurmctld", "-D"], folder, environment, daemons)
    _wait_for(["scontrol", "ping"], folder, environment, says=" UP")
    _start(["slurmd", "-D"], folder, environment, daemons)
    _wait_for(["sinfo", "--noheader", "--format=%T"], folder, environment, says="idle")
    daemons.callback(_cancel_jobs, environment)
    return environment


def _configured(folder: Path) -> dict[str, str]:
    for name in ("state", "spool", "bin"):
        (folder / name).mkdir()
    key = folder / "munge.key"
    key.write_bytes(secrets.token_bytes(128))
    key.chmod(0o600)
    controller_port, node_port = _free_ports()
    config = folder / "slurm.conf"
    config.write_text(
        CONFIG.format(
            folder=folder,
            host=socket.gethostname().split(".")[0],
            user=getpass.getuser(),
            controller_port=controller_port,
            node_port=node_port,
            cpus=CPUS,
            megabytes=MEGABYTES,
        ),
        encoding="utf-8",
    )
    # Snakemake takes SLURM's variables away before it calls srun, this one with them.
    srun = folder / "bin" / "srun"
    srun.write_text(f'#!/bin/sh\nSLURM_CONF={config} exec {shutil.which("srun")} "$@"\n')
    srun.chmod(0o755)
    path = f"{folder}/bin:{os.environ['PATH']}:/usr/sbin:/sbin"
    return {**os.environ, "SLURM_CONF": str(config), "PATH": path}


def _free_ports() -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(2)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _start(
    command: list[str], folder: Path, environment: dict[str, str], daemons: ExitStack
) -> None:
    """Start a daemon that ends before those started earlier, or when this process dies."""
    mortal = ["setpriv", "--pdeathsig", "KILL", *command]
    with (folder / f"{command[0]}.out").open("w") as said:
        process = subprocess.Popen(mortal, env=environment, stdout=said, stderr=said)
    daemons.callback(_stop, process)


def _cancel_jobs(environment: dict[str, str]) -> None:
    """Cancel what still waits or runs, and wait for its end: jobs outlive slurmd."""
    subprocess.run(["scancel", "--user", getpass.getuser()], env=environment, check=True)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        left = subprocess.run(
            ["squeue", "--noheader"], env=environment, check=True, capture_output=True, text=True
        )
        if not left.stdout:
            return
        time.sleep(0.2)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(
    command: list[str], folder: Path, environment: dict[str, str], says: str = ""
) -> None:
    """Wait until a command succeeds and says something; at the end of patience, tell why."""
    until = time.monotonic() + PATIENCE
    while True:
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode == 0 and says in done.stdout:
            return
        if time.monotonic() > until:
            logs = sorted([*folder.glob("*.out"), *folder.glob("*.log")])
            told = "\n".join(f"{log.name}:\n{log.read_text(errors='replace')}" for log in logs)
            raise RuntimeError(f"{command}: {done.stdout}{done.stderr}\n{told}")
        time.sleep(0.2)


if __name__ == "__main__":
    with one_machine() as surroundings:
        sys.exit(subprocess.run(sys.argv[1:], env=surroundings).returncode)
