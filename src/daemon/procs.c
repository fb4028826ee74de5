/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * procs.c -- the daemon's privilege table
 *
 * Each row lies with its process. The parent, which starts these, keeps the
 * rights it was started with: it reads signals and a few words of its own
 * processes.
 */
#include "daemon/procs.h"

#include "daemon/control/row.h"
#include "daemon/enforce/row.h"
#include "daemon/engine/row.h"
#include "daemon/survey/row.h"
#include "daemon/verify/verify.h"

const struct proc_spec *const procs[N_PROCS] = {
	[PROC_CONTROL] = &control_row, [PROC_ENGINE] = &engine_row,
	[PROC_WORKER] = &worker_row,   [PROC_ENFORCE] = &enforce_row,
	[PROC_SURVEY] = &survey_row,   [PROC_VERIFY] = &verify_row,
};
