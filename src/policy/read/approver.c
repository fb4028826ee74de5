/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * approver.c -- approvers = ( { name, login, key, … }, … )
 *
 * One person stands once, by name, login and key: who stood twice could be two
 * of the persons that a change needs.
 */
#include <string.h>

#include "policy/limits.h"
#include "policy/person.h"
#include "policy/read/read.h"
#include "policy/ssh_key.h"

static bool read_key(void *reader, const struct value *value, void *field)
{
	struct ssh_key key;

	if (!ssh_key_read(value->text, &key))
		return value_error(value, "bad-key",
				   "not a line of an OpenSSH public key "
				   "(ssh-ed25519, ecdsa or their sk- kinds)");
	return read_text(reader, value, field);
}

/* What an account may be called here; useradd(8) takes less, a directory
 * service more. */
static bool read_login(void *reader, const struct value *value, void *field)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789._@$-";
	size_t len = strlen(value->text);

	if (!len || len > LIMIT_LOGIN_BYTES ||
	    strspn(value->text, letters) != len || value->text[0] == '-')
		return value_error(value, "bad-login",
				   "'%s' is no name of a system account "
				   "(letters, digits and ._@$-, at most %d)",
				   value->text, LIMIT_LOGIN_BYTES);
	return read_text(reader, value, field);
}

static const struct key approver_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_text,
	  offsetof(struct approver, name) },
	{ "role", KEY_STRING, 0, read_text, offsetof(struct approver, role) },
	{ "login", KEY_STRING, 0, read_login,
	  offsetof(struct approver, login) },
	{ "key", KEY_STRING, KEY_REQUIRED, read_key,
	  offsetof(struct approver, key) },
	{ "valid_from", KEY_STRING, 0, read_date_from,
	  offsetof(struct approver, valid_from) },
	{ "valid_until", KEY_STRING, 0, read_date_end,
	  offsetof(struct approver, valid_until) },
	{ 0 },
};

static bool same_key(const char *a, const char *b)
{
	struct ssh_key x, y;

	/* One that could not be read was said already. */
	return ssh_key_read(a, &x) && ssh_key_read(b, &y) &&
	       x.line_len == y.line_len && !strncmp(a, b, x.line_len);
}

static bool is_same(const struct approver *a, const struct approver *b)
{
	return person_same(a->name, b->name) || same_key(a->key, b->key) ||
	       (*a->login && !strcmp(a->login, b->login));
}

static bool check_twice(struct reader *r, const struct approver *approver)
{
	vec_each(other, &r->policy->approvers) {
		if (other == approver)
			return true;
		if (!is_same(other, approver))
			continue;
		diag_error(r->diags, approver->at, "duplicate",
			   "approver '%s' has a name, login or key that stands "
			   "already",
			   approver->name);
		diag_note(r->diags, other->at, "here");
		return false;
	}
	return true;
}

static bool check_one(struct reader *r, const struct approver *approver)
{
	bool good = check_twice(r, approver);

	if (text_is_blank(approver->name))
		good = diag_error(r->diags, approver->at, "missing-field",
				  "an approver wants 'name'");
	if (approver->valid_until &&
	    approver->valid_from >= approver->valid_until)
		good = diag_error(r->diags, approver->at, "dates-reversed",
				  "%s: valid_until is before valid_from",
				  approver->name);
	return good;
}

static bool read_approver(void *reader, const struct value *section,
			  void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	struct approver *approver = vec_add(&p->arena, &p->approvers);

	*approver = (struct approver){ .at = section->at,
				       .name = "",
				       .role = "",
				       .login = "",
				       .key = "" };
	return section_read(r, section, approver_keys, approver) &&
	       check_one(r, approver);
}

bool read_approvers(void *reader, const struct value *value, void *policy)
{
	return read_count(value, LIMIT_APPROVERS) &&
	       read_sections(reader, value, read_approver, policy);
}
