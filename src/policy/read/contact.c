/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contact.c -- contacts = ( { name, role, phone, mail }, … )
 */
#include "policy/limits.h"
#include "policy/person.h"
#include "policy/read/read.h"

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

static bool read_contact(void *reader, const struct value *section,
			 void *policy)
{
	struct reader *r = reader;
	struct policy *p = policy;
	struct contact *contact = vec_add(&p->arena, &p->contacts);

	*contact = (struct contact){ .at = section->at,
				     .name = "",
				     .role = "",
				     .phone = "",
				     .mail = "" };
	return section_read(r, section, contact_keys, contact) &&
	       check_one(r, contact);
}

bool read_contacts(void *reader, const struct value *value, void *policy)
{
	return read_count(value, LIMIT_CONTACTS) &&
	       read_sections(reader, value, read_contact, policy);
}
