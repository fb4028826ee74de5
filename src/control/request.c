/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * request.c -- a request as bytes, and back
 */
#include "control/request.h"

#include <assert.h>
#include <string.h>

#include "base/must.h"
#include "base/text.h"
#include "base/wire.h"

static const struct {
	const char *name;
	bool fd;
} verbs[] = {
	[VERB_APPLY] = { "apply", true },
	[VERB_PLAN] = { "plan", true },
	[VERB_PROPOSE] = { "propose", true },
	[VERB_APPROVE] = { "approve", true },
	[VERB_CONFIRM] = { "confirm", false },
	[VERB_ROLLBACK] = { "rollback", false },
	[VERB_GENERATIONS] = { "generations", false },
	[VERB_POLICY] = { "show policy", false },
	[VERB_STATUS] = { "status", false },
	[VERB_DRIFT] = { "drift", false },
	[VERB_ISOLATE] = { "isolate", false },
	[VERB_UNISOLATE] = { "unisolate", false },
	[VERB_SNAPSHOT] = { "snapshot", false },
	[VERB_CHANGE] = { "show change", false },
	[VERB_CHANGES] = { "changes", false },
	[VERB_MAIL_STATUS] = { "mail status", false },
	[VERB_MAIL_HELD] = { "mail held", false },
	[VERB_MAIL_FIND] = { "mail find", false },
	[VERB_MAIL_FETCH] = { "mail find --out", false },
	[VERB_MAIL_RELEASE] = { "mail release", false },
	[VERB_MAIL_DELETE] = { "mail delete", false },
	[VERB_MAIL_SEARCH] = { "mail find --from, --to", false },
};

static_assert(sizeof(verbs) / sizeof(verbs[0]) == VERB_MAIL_END,
	      "every verb has its row");

bool verb_is_mail(enum verb verb)
{
	return verb >= VERB_MAIL_STATUS && verb < VERB_MAIL_END;
}

bool verb_has_fd(enum verb verb)
{
	return verbs[verb].fd;
}

const char *verb_name(enum verb verb)
{
	return verbs[verb].name;
}

static void pack_text(struct pack *pack, const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	must(len < size);
	pack_u16(pack, (uint16_t)len);
	pack_bytes(pack, text, len);
}

static void pack_terms(struct pack *pack, const struct mail_terms *terms)
{
	pack_text(pack, terms->from, sizeof(terms->from));
	pack_text(pack, terms->to, sizeof(terms->to));
	pack_u32(pack, terms->since);
	pack_u32(pack, terms->until);
}

size_t request_pack(const struct request *request, uint8_t *out)
{
	struct pack pack = { out, out + REQUEST_MAX, false };

	pack_u32(&pack, request->flags);
	pack_u32(&pack, request->seconds);
	pack_u32(&pack, request->number);
	pack_text(&pack, request->word, sizeof(request->word));
	pack_text(&pack, request->reason, sizeof(request->reason));
	pack_text(&pack, request->override, sizeof(request->override));
	pack_text(&pack, request->session, sizeof(request->session));
	if (request->verb == VERB_MAIL_SEARCH)
		pack_terms(&pack, &request->terms);
	must(!pack.bad);
	return (size_t)(pack.pos - out);
}

static void take_text(struct wire *wire, char *out, size_t size)
{
	size_t len = wire_u16(wire);
	const uint8_t *at = len < size ? wire_bytes(wire, len) : NULL;

	if (!at) {
		wire->bad = true;
		return;
	}
	memcpy(out, at, len);
	out[len] = '\0';
	wire->bad = !text_is_utf8(out, len) || text_has_control(out);
}

static void take_terms(struct wire *wire, struct mail_terms *out)
{
	take_text(wire, out->from, sizeof(out->from));
	take_text(wire, out->to, sizeof(out->to));
	out->since = wire_u32(wire);
	out->until = wire_u32(wire);
}

static bool has_sense(const struct request *request)
{
	const uint32_t flags = verb_is_mail(request->verb) ? REQUEST_MAIL_FLAGS
							   : REQUEST_FLAGS;

	if (request->flags & ~flags)
		return false;
	if (!(request->flags & REQUEST_CONFIRM))
		return request->seconds == 0;
	return request->seconds > 0 && request->seconds <= REQUEST_SECONDS_MAX;
}

bool request_unpack(uint16_t verb, const uint8_t *body, size_t len,
		    struct request *out)
{
	struct wire wire = { body, body + len, false };

	if (verb >= VERB_MAIL_END || !verbs[verb].name)
		return false;
	out->verb = (enum verb)verb;
	out->flags = wire_u32(&wire);
	out->seconds = wire_u32(&wire);
	out->number = wire_u32(&wire);
	take_text(&wire, out->word, sizeof(out->word));
	take_text(&wire, out->reason, sizeof(out->reason));
	take_text(&wire, out->override, sizeof(out->override));
	take_text(&wire, out->session, sizeof(out->session));
	if (out->verb == VERB_MAIL_SEARCH)
		take_terms(&wire, &out->terms);
	return wire_done(&wire) && has_sense(out);
}
