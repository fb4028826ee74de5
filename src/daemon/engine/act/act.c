/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * act.c -- which act answers which verb
 */
#include "base/log.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/say.h"

typedef void act_fn(struct engine *engine, const struct call *call);

static act_fn *const acts[N_VERBS] = {
	[VERB_APPLY] = act_apply,
	[VERB_PLAN] = act_plan,
	[VERB_PROPOSE] = act_propose,
	[VERB_APPROVE] = act_approve,
	[VERB_CONFIRM] = act_confirm,
	[VERB_ROLLBACK] = act_rollback,
	[VERB_GENERATIONS] = act_generations,
	[VERB_POLICY] = act_policy,
	[VERB_STATUS] = act_status,
	[VERB_DRIFT] = act_drift,
	[VERB_ISOLATE] = act_isolate,
	[VERB_UNISOLATE] = act_unisolate,
	[VERB_SNAPSHOT] = act_snapshot,
	[VERB_CHANGE] = act_change,
	[VERB_CHANGES] = act_changes,
};

void act(struct engine *engine, const struct asker *asker,
	 const struct request *request, int fd, uint32_t client)
{
	const struct call call = { asker, request, fd, client };

	log_info("asked verb=%s by=%s uid=%u", verb_name(request->verb),
		 asker->name, asker->uid);
	acts[request->verb](engine, &call);
}
