/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read.h -- the first pass: from text to a policy's objects
 *
 * Each section of the text has its file read_NOUN.c with its table of keys.
 * Sections are read in the order of what they refer to (zones before hosts,
 * hosts before groups …), so that a name is known when it is met, and arrays
 * never move under a pointer. Readers of single values have the shape that
 * struct key wants.
 */
#pragma once

#include "policy/names.h"
#include "policy/policy.h"
#include "policy/source/key.h"

struct reader {
	struct policy *policy;
	const struct policy_options *options;
	struct diags *diags;
	struct names names;     /* zones, hosts, groups */
	struct names services;  /* ours and the site's */
	struct names entries;   /* flows, relays, management, gateway */
	struct names addresses; /* of single hosts and of the gateway */
	struct names interfaces;
	size_t n_group_ranges;
	bool builtin; /* reading rules/services.conf */
};

/* Room for n things at once, so that pointers to them stay good. */
#define vec_room(arena, v, n_things)                                    \
	((v)->at = arena_calloc((arena), (n_things), sizeof(*(v)->at)), \
	 (v)->cap = (n_things))

/* Cuts a text at its blanks into at most `max` words, which point to a copy
 * in the arena; how many, or max + 1 if there are more: claim.c */
size_t read_split(struct arena *arena, const struct value *value,
		  struct value words[], size_t max);

/* values: value.c */
typedef bool read_fn(void *reader, const struct value *value, void *object);

/* Each word of a list, at most `max`; goes on after errors. */
bool read_each(void *reader, const struct value *value, size_t max,
	       read_fn *read, void *object);
/* False with an error if there are more words or sections than `max`. */
bool read_count(const struct value *value, size_t max);
/* Each section of a list that was counted; goes on after errors. */
bool read_sections(void *reader, const struct value *value, read_fn *read,
		   void *object);
bool read_text(void *reader, const struct value *value, void *field);
bool read_bool(void *reader, const struct value *value, void *field);
/* A zone's name -> const struct zone *. */
bool read_zone_ref(void *reader, const struct value *value, void *field);
/* One address inside the text's own rules -> struct addr. */
bool read_addr(void *reader, const struct value *value, void *field);
bool read_port(void *reader, const struct value *value, void *field);
/* A word that must be one of `words` (NULL-ended) -> its place. */
bool read_choice(const struct value *value, const char *const words[],
		 size_t *out);
/* An error for anything but ADDR_OK. */
bool read_verdict(const struct value *value, enum addr_verdict verdict);

/* names: name.c */
bool read_name(struct reader *reader, const struct value *value,
	       size_t max_chars, const char **out);
/* A name of at most LIMIT_NAME_CHARS -> const char *. */
bool read_id(void *reader, const struct value *value, void *field);
/* Enters a name; an error if it stands already. Not the empty one: that could
 * not be read. */
bool read_enter(struct reader *reader, struct names *names,
		const struct name *name);
/* A second line under an unknown name. */
void read_suggest(struct reader *reader, const struct names *names,
		  const struct value *value);

/* times: time.c */
bool read_timezone(void *reader, const struct value *value, void *policy);
bool read_date_from(void *reader, const struct value *value, void *field);
/* The first second after the day -> time_t. */
bool read_date_end(void *reader, const struct value *value, void *field);
/* -> struct approval */
bool read_date_until(void *reader, const struct value *value, void *object);
bool read_moment(void *reader, const struct value *value, void *field);
bool read_hours(void *reader, const struct value *value, void *flow);
bool read_rate(void *reader, const struct value *value, void *field);

/* references: ref.c */
bool read_refs(struct reader *reader, const struct value *value,
	       const struct zone *zone, struct refs *refs,
	       struct ranges *ranges);
/* One word, not "any"; `zone` may be NULL: any zone. */
bool read_ref(struct reader *reader, const struct value *value,
	      const struct zone *zone, struct ref *out);
void ranges_append(struct arena *arena, struct ranges *ranges,
		   const struct ranges *more);

/* services: service.c */
bool read_service_word(struct reader *reader, const struct value *value,
		       struct service_ref *out);
/* Words -> references and resolved ports. */
bool read_services(struct reader *reader, const struct value *value,
		   struct service_refs *refs, struct port_ranges *ports);
/* rules/services.conf, before the site's own. */
bool read_builtin_services(struct reader *reader);

/* sections, one a file */
bool read_model(void *reader, const struct value *value, void *policy);
bool read_zones(void *reader, const struct value *value, void *policy);
bool read_hosts(void *reader, const struct value *value, void *policy);
bool read_groups(void *reader, const struct value *value, void *policy);
/* Adds a member and what it stands for: group.c */
bool group_add(struct reader *reader, const struct value *word,
	       struct group *group, const struct ref *ref);
bool read_list_file(struct reader *reader, const struct value *value,
		    struct group *group);
bool read_service_sections(void *reader, const struct value *value,
			   void *policy);
bool read_flows(void *reader, const struct value *value, void *policy);
/* One domain, lower case, a Japanese one in its xn-- form (base/idn.h)
 * -> const char *. */
bool read_domain(void *reader, const struct value *value, void *field);
bool read_domains(void *reader, const struct value *value, void *relay);
bool read_sender_domains(void *reader, const struct value *value, void *relay);
bool read_relays(void *reader, const struct value *value, void *policy);
bool read_management(void *reader, const struct value *value, void *policy);
bool read_gateway(void *reader, const struct value *value, void *policy);
bool read_claims(void *reader, const struct value *value, void *policy);
bool read_tests(void *reader, const struct value *value, void *policy);
bool read_approvers(void *reader, const struct value *value, void *policy);
bool read_quorum(void *reader, const struct value *value, void *policy);
bool read_contacts(void *reader, const struct value *value, void *policy);
/* What `approvals` leaves open: quorum.c */
void quorum_default(struct policy *policy);

/* What an approval is before its keys are read. */
#define APPROVAL_EMPTY                                             \
	{                                                          \
		.purpose = "", .document = "", .requested_by = "", \
		.approved_by = "", .override_reason = "",          \
	}

/* The rows of struct approval, in the table of a `type` that embeds one. */
#define APPROVAL_KEYS(type)                                    \
	{ "purpose", KEY_STRING, 0, read_text,                 \
	  offsetof(type, approval.purpose) },                  \
		{ "document", KEY_STRING, 0, read_text,        \
		  offsetof(type, approval.document) },         \
		{ "requested_by", KEY_STRING, 0, read_text,    \
		  offsetof(type, approval.requested_by) },     \
		{ "approved_by", KEY_STRING, 0, read_text,     \
		  offsetof(type, approval.approved_by) },      \
		{ "override_reason", KEY_STRING, 0, read_text, \
		  offsetof(type, approval.override_reason) },  \
		{ "valid_from", KEY_STRING, 0, read_date_from, \
		  offsetof(type, approval.valid_from) },       \
	{                                                      \
		"valid_until", KEY_STRING, 0, read_date_until, \
			offsetof(type, approval)               \
	}
