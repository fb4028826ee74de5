/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.c -- one screen: what is in force, and is all well?
 */
#include "base/cleanup.h"
#include "daemon/engine/act/acts.h"
#include "daemon/engine/health/health.h"
#include "daemon/engine/say.h"

enum {
	WELL,
	DEGRADED
};

void act_status(struct engine *engine, const struct call *call)
{
	_cleanup_(health_finish) struct health health;
	struct page page;

	health_look(engine, &health);
	page_open(&page);
	if (call->request->flags & REQUEST_JSON)
		health_print_json(&health, page.out);
	else
		health_print(&health, page.out);
	page_send(&page, engine, call->client,
		  health_is_good(&health) ? WELL : DEGRADED);
}
