/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approval_rule.c -- what a change is judged by, and its way between processes
 *
 * Packed: u32 bootstrap, u32 kinds, u32 of each quorum, u32 approvers; of each
 * name, login and key as u16 length and bytes, u64 from, u64 until, u8 asked.
 */
#include "policy/change/approval_rule.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/must.h"
#include "base/text.h"
#include "base/wire.h"
#include "policy/limits.h"
#include "policy/person.h"

static bool has_asked(const struct change *change,
		      const struct approver *approver)
{
	vec_each(requester, &change->requesters)
		if (person_same(*requester, approver->name) ||
		    (*approver->login && !strcmp(*requester, approver->login)))
			return true;
	return false;
}

static void add_approver(struct approval_rule *rule,
			 const struct approver *approver, bool asked)
{
	struct rule_approver *entry = vec_add(&rule->arena, &rule->approvers);
	struct ssh_key key;

	must(ssh_key_read(approver->key, &key));
	*entry = (struct rule_approver){
		.name = arena_strdup(&rule->arena, approver->name),
		.login = arena_strdup(&rule->arena, approver->login),
		.key = arena_strndup(&rule->arena, approver->key, key.line_len),
		.valid_from = approver->valid_from,
		.valid_until = approver->valid_until,
		.asked = asked,
	};
	ssh_key_fingerprint(entry->fingerprint, &key);
}

void approval_rule_make(const struct policy *base, const struct change *change,
			struct approval_rule *out)
{
	*out = (struct approval_rule){ .bootstrap = !base,
				       .kinds = change->kinds };
	if (!base)
		return;
	(void)memcpy(out->quorum, base->quorum, sizeof(out->quorum));
	vec_each(approver, &base->approvers)
		add_approver(out, approver, has_asked(change, approver));
}

void approval_rule_finish(struct approval_rule *rule)
{
	struct arena arena = rule->arena;

	*rule = (struct approval_rule){ 0 };
	arena_finish(&arena);
}

/* ------ packed ------ */

static void pack_text(struct pack *pack, const char *text)
{
	size_t len = strlen(text);

	pack_u16(pack, (uint16_t)len);
	pack_bytes(pack, text, len);
}

static size_t packed_len(const struct approval_rule *rule)
{
	size_t len = (3 + N_APPROVE_KINDS) * sizeof(uint32_t);

	vec_each(approver, &rule->approvers)
		len += 3 * sizeof(uint16_t) + strlen(approver->name) +
		       strlen(approver->login) + strlen(approver->key) +
		       2 * sizeof(uint64_t) + 1;
	return len;
}

uint8_t *approval_rule_pack(const struct approval_rule *rule, size_t *len)
{
	uint8_t *bytes;
	struct pack pack;

	*len = packed_len(rule);
	must(*len <= APPROVAL_RULE_MAX);
	bytes = xcalloc(*len, 1);
	pack = (struct pack){ bytes, bytes + *len, false };
	pack_u32(&pack, rule->bootstrap);
	pack_u32(&pack, rule->kinds);
	for (size_t i = 0; i < N_APPROVE_KINDS; i++)
		pack_u32(&pack, rule->quorum[i]);
	pack_u32(&pack, (uint32_t)rule->approvers.n);
	vec_each(approver, &rule->approvers) {
		pack_text(&pack, approver->name);
		pack_text(&pack, approver->login);
		pack_text(&pack, approver->key);
		pack_u64(&pack, (uint64_t)approver->valid_from);
		pack_u64(&pack, (uint64_t)approver->valid_until);
		pack_u8(&pack, approver->asked);
	}
	must(!pack.bad && pack.pos == pack.end);
	return bytes;
}

static const char *unpack_text(struct wire *wire, struct arena *arena)
{
	uint16_t len = wire_u16(wire);
	const uint8_t *bytes = wire_bytes(wire, len);
	const char *text;

	if (!bytes)
		return "";
	text = arena_strndup(arena, (const char *)bytes, len);
	if (!text_is_utf8(text, len) || text_has_control(text))
		wire->bad = true;
	return text;
}

static void unpack_approver(struct wire *wire, struct arena *arena,
			    struct rule_approver *out)
{
	struct ssh_key key;
	uint8_t asked;

	out->name = unpack_text(wire, arena);
	out->login = unpack_text(wire, arena);
	out->key = unpack_text(wire, arena);
	out->valid_from = (time_t)wire_u64(wire);
	out->valid_until = (time_t)wire_u64(wire);
	asked = wire_u8(wire);
	out->asked = asked;
	if (wire->bad || asked > 1 || text_is_blank(out->name) ||
	    !ssh_key_read(out->key, &key) || out->key[key.line_len]) {
		wire->bad = true;
		return;
	}
	ssh_key_fingerprint(out->fingerprint, &key);
}

static bool unpack(struct wire *wire, struct approval_rule *rule)
{
	uint32_t bootstrap = wire_u32(wire), n;

	rule->bootstrap = bootstrap;
	rule->kinds = wire_u32(wire);
	for (size_t i = 0; i < N_APPROVE_KINDS; i++) {
		rule->quorum[i] = wire_u32(wire);
		wire->bad = wire->bad || rule->quorum[i] > LIMIT_QUORUM;
	}
	n = wire_u32(wire);
	if (wire->bad || bootstrap > 1 || rule->kinds >> N_APPROVE_KINDS ||
	    n > LIMIT_APPROVERS)
		return false;
	for (uint32_t i = 0; i < n && !wire->bad; i++)
		unpack_approver(wire, &rule->arena,
				vec_add(&rule->arena, &rule->approvers));
	return wire_done(wire);
}

bool approval_rule_unpack(const uint8_t *bytes, size_t len,
			  struct approval_rule *out)
{
	_cleanup_(approval_rule_finish) struct approval_rule rule = { 0 };
	struct wire wire = { bytes, bytes + len, false };

	if (len > APPROVAL_RULE_MAX || !unpack(&wire, &rule))
		return false;
	*out = rule;
	rule = (struct approval_rule){ 0 };
	return true;
}
