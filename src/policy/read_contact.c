/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read_contact.c -- contacts = ( { name, role, phone, mail }, … )
 */
#include "policy/limits.h"
#include "policy/person.h"
#include "policy/read.h"

static const struct key contact_keys[] = {
	{ "name", KEY_STRING, KEY_REQUIRED, read_text,
	  offsetof(struct contact, name) },
	{ "role", KEY_STRING, 0, read_text, offsetof(struct contact, role) },
	{ "phone", KEY_STRING, 0, read_text, offsetof(struct contact, phone) },
	{ "mail", KEY_STRING, 0, read_text, offsetof(struct contact, mail) },
	{ 0 },
};

static bool check_one(struct reader *r, const struct contact *contact)
{
	if (!text_is_blank(contact->phone) || !text_is_blank(contact->mail))
		return true;
	return diag_error(r->diags, contact->at, "missing-field",
			  "contact '%s' wants 'phone' or 'mail'",
			  contact->name);
}

bool read_contacts(void *reader, const struct value *value, void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	bool good = read_count(value, LIMIT_CONTACTS);

	if (!good)
		return false;
	for (size_t i = 0; i < value_len(value); i++) {
		struct contact *contact = vec_add(&p->arena, &p->contacts);
		struct value section;

		*contact = (struct contact){
			.name = "", .role = "", .phone = "", .mail = ""
		};
		if (!value_section(value, i, &section)) {
			good = false;
			continue;
		}
		contact->at = section.at;
		if (!section_read(r, &section, contact_keys, contact) ||
		    !check_one(r, contact))
			good = false;
	}
	return good;
}
