/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hear.h -- what the engine is told unasked: handlers for accept tables
 */
#pragma once

#include "daemon/engine/engine.h"

/* The state of each is the engine. */
bool hear_ping(void *engine, struct message *message);
bool hear_peer(void *engine, struct message *message);
bool hear_tampered(void *engine, struct message *message);
bool hear_changed(void *engine, struct message *message);
bool hear_lapsed(void *engine, struct message *message);
bool hear_surveyed(void *engine, struct message *message);
/* One request of a client. */
enum channel_verdict hear_control(struct engine *engine);
/* A request that came while the daemon worked of its own accord. */
void hear_postponed(struct engine *engine);
