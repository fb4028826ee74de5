/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_approver.c -- approvers = ( { name, role, key }, … )
 *
 * A key is the line that ssh-keygen(1) writes to a .pub file: type, base64
 * blob, comment. The blob is looked at no further; ssh-keygen -Y does that.
 */
#include <string.h>

#include "policy/limits.h"
#include "policy/read.h"

static bool read_key(void *reader, const struct value *value, void *field)
{
	static const char *const types[] = {
		"ssh-ed25519",
		"sk-ssh-ed25519@openssh.com",
		"ecdsa-sha2-nistp256",
		"ecdsa-sha2-nistp384",
		"ecdsa-sha2-nistp521",
		"sk-ecdsa-sha2-nistp256@openssh.com",
		NULL,
	};
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/=";
	const char *blob = strchrnul(value->text, ' ');
	size_t type_len = (size_t)(blob - value->text), len;
	bool known = false;

	for (size_t i = 0; types[i]; i++)
		known = known || (strlen(types[i]) == type_len &&
				  !strncmp(types[i], value->text, type_len));
	blob += *blob == ' ';
	len = strspn(blob, base64);
	if (!known || len < 64 || (blob[len] && blob[len] != ' '))
		return value_error(value, "bad-key",
				   "not a line of an OpenSSH public key "
				   "(ssh-ed25519, ecdsa or their sk- kinds)");
	return read_text(reader, value, field);
}

static const struct key approver_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_text,
	  offsetof(struct approver, name) },
	{ "role", KEY_STRING, 0, read_text, offsetof(struct approver, role) },
	{ "key", KEY_STRING, KEY_REQUIRED, read_key,
	  offsetof(struct approver, key) },
	{ 0 },
};

static bool check_twice(struct reader *r, const struct approver *approver)
{
	vec_each(other, &r->policy->approvers) {
		if (other == approver)
			return true;
		if (strcmp(other->name, approver->name) != 0 &&
		    strcmp(other->key, approver->key) != 0)
			continue;
		diag_error(r->diags, approver->at, "duplicate",
			   "approver '%s' has a name or key that stands "
			   "already",
			   approver->name);
		diag_note(r->diags, other->at, "here");
		return false;
	}
	return true;
}

bool read_approvers(void *reader, const struct value *value, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	bool good = read_count(value, LIMIT_APPROVERS);

	if (!good)
		return false;
	for (size_t i = 0; i < value_len(value); i++) {
		struct approver *approver = vec_add(&p->arena, &p->approvers);
		struct value section;

		*approver =
			(struct approver){ .name = "", .role = "", .key = "" };
		if (!value_section(value, i, &section)) {
			good = false;
			continue;
		}
		approver->at = section.at;
		if (!section_read(r, &section, approver_keys, approver) ||
		    !check_twice(r, approver))
			good = false;
	}
	return good;
}
