/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * witness_read.c -- a packet in words as an assignment
 */
#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "proof/space/witness_word.h"

struct reading {
	const struct space *space;
	const struct policy *policy;
	uint16_t *digits;
	char *rest; /* of the words */
	char *error;
	/* An end is an interface that must still be named. */
	bool open[2]; /* iif, oif */
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct reading *r,
							 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->error, WITNESS_ERROR, fmt, ap);
	va_end(ap);
	return false;
}

static bool refuse_word(struct reading *r, const char *what, const char *word)
{
	char shown[WITNESS_ERROR / 2];

	if (text_is_utf8(word, strlen(word)) && !text_has_control(word) &&
	    strlen(word) < sizeof(shown))
		snprintf(shown, sizeof(shown), "%s", word);
	else
		text_escape(shown, sizeof(shown), word, strlen(word));
	return refuse(r, "%s: '%s'", what, shown);
}

/* The next word, or NULL; words are parted by blanks. */
static char *next_word(struct reading *r)
{
	return strtok_r(NULL, " \t\n", &r->rest);
}

static bool read_end(struct reading *r, const char *word, bool to,
		     const struct zone **zone)
{
	*zone = NULL;
	r->open[to] = strcmp(word, "?") == 0;
	if (r->open[to] || strcmp(word, "gateway") == 0)
		return true;
	*zone = policy_find_zone(r->policy, word);
	return *zone || refuse_word(r, "no such zone", word);
}

/* A packet may carry any address, also those that no policy may name. */
static bool read_address(struct reading *r, const char *word, struct addr *out)
{
	*out = (struct addr){ .family = FAMILY_IPV4 };
	if (inet_pton(AF_INET, word, out->bytes) == 1)
		return true;
	out->family = FAMILY_IPV6;
	return inet_pton(AF_INET6, word, out->bytes) == 1 ||
	       refuse_word(r, "not an address", word);
}

static bool read_icmp(struct reading *r, const char *word,
		      struct witness *witness)
{
	bool v6 = witness->l4proto == PROTO_ICMPV6;
	char type_text[8];
	uint32_t type, code = 0;
	const char *dot = strchr(word, '.');
	size_t len = dot ? (size_t)(dot - word) : strlen(word);

	if (strcmp(word, "echo-request") == 0) {
		type = v6 ? 128 : 8;
	} else if (strcmp(word, "echo-reply") == 0) {
		type = v6 ? 129 : 0;
	} else {
		snprintf(type_text, sizeof(type_text), "%.*s", (int)len, word);
		if (!text_u32(type_text, 255, &type) ||
		    (dot && !text_u32(dot + 1, 255, &code)))
			return refuse_word(r, "not type.code", word);
	}
	witness->sport = (uint16_t)(type << 8 | code);
	return true;
}

static bool read_number(struct reading *r, const char *word,
			struct witness *witness)
{
	uint32_t number;

	if (strcmp(word, "none") == 0)
		number = L4PROTO_NONE;
	else if (!text_u32(word, 255, &number) ||
		 proto_has_ports((uint16_t)number) ||
		 proto_is_icmp((uint16_t)number))
		return refuse_word(r, "not a protocol that has no other name",
				   word);
	witness->l4proto = (uint16_t)number;
	return true;
}

static bool read_service(struct reading *r, char *word, struct witness *witness)
{
	static const enum proto protos[] = { PROTO_TCP, PROTO_UDP, PROTO_SCTP,
					     PROTO_ICMP, PROTO_ICMPV6 };

	char *slash = strchr(word, '/');

	if (!slash)
		return refuse_word(r, "a service is tcp/443", word);
	*slash++ = '\0';
	if (strcmp(word, "proto") == 0)
		return read_number(r, slash, witness);
	for (size_t i = 0; i < sizeof(protos) / sizeof(protos[0]); i++) {
		if (strcmp(word, proto_name(protos[i])) != 0)
			continue;
		witness->l4proto = (uint16_t)protos[i];
		if (proto_is_icmp(witness->l4proto))
			return read_icmp(r, slash, witness);
		return text_u16(slash, &witness->dport) ||
		       refuse_word(r, "not a port", slash);
	}
	return refuse_word(r, "no such protocol", word);
}

static bool read_state(struct reading *r, const char *word)
{
	for (int i = 0; word && space_state_names[i]; i++) {
		if (strcmp(word, space_state_names[i]) != 0)
			continue;
		space_put_number(r->space, r->digits, VAR_CT_STATE,
				 (uint64_t)i);
		return true;
	}
	return refuse_word(r, "not a state", word ? word : "");
}

static bool read_mac(struct reading *r, const char *word)
{
	struct mac mac;

	if (!word || !mac_read(word, &mac))
		return refuse_word(r, "not a MAC address", word ? word : "");
	space_put(r->space, r->digits, VAR_ETHER_SADDR, mac.bytes);
	return true;
}

static bool read_sport(struct reading *r, const char *word)
{
	uint16_t port;

	if (!word || !text_u16(word, &port))
		return refuse_word(r, "not a port", word ? word : "");
	space_put_number(r->space, r->digits, VAR_SPORT, port);
	return true;
}

static bool read_interface(struct reading *r, enum variable variable,
			   char *word)
{
	const struct space *space = r->space;
	size_t len = strlen(word), at = space->names.n;

	r->open[variable == VAR_OIF] = false;
	if (!len || word[len - 1] != '*') {
		if (len > SPACE_NAME_LEN)
			return refuse_word(r, "not an interface", word);
		r->digits[space->levels[variable]] =
			space_iface_digit(space, word);
		return true;
	}
	word[len - 1] = '\0';
	for (size_t i = 0; i < space->names.n; i++)
		if (space->names.at[i].prefix &&
		    strcmp(space->names.at[i].text, word) == 0)
			at = i;
	if (*word && at == space->names.n)
		return refuse_word(r,
				   "nobody asks for interfaces of this "
				   "prefix",
				   word);
	r->digits[space->levels[variable]] = (uint16_t)(at + 1);
	return true;
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static bool read_bytes(struct reading *r, enum variable variable,
		       const char *word)
{
	uint8_t bytes[2 * RANGE_DIGITS];
	size_t len = variable_len(variable);
	int high, low;

	if (strlen(word) != 2 + 2 * len || strncmp(word, "0x", 2) != 0)
		return refuse_word(r, "not 0x and all bytes", word);
	for (size_t i = 0; i < len; i++) {
		high = hex_digit(word[2 + 2 * i]);
		low = hex_digit(word[3 + 2 * i]);
		if (high < 0 || low < 0)
			return refuse_word(r, "not hexadecimal", word);
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	space_put(r->space, r->digits, variable, bytes);
	return true;
}

static bool read_value(struct reading *r, enum variable variable, char *word)
{
	unsigned bits = 16U * variable_info(variable)->digits;
	struct addr addr;
	uint64_t number;

	switch (word_kind(variable)) {
	case WORD_NUMBER:
		if (!text_u64(word, bits < 64 ? (1ULL << bits) - 1 : UINT64_MAX,
			      &number))
			return refuse_word(r, "not a number that fits", word);
		space_put_number(r->space, r->digits, variable, number);
		return true;
	case WORD_BYTES:
		return read_bytes(r, variable, word);
	case WORD_ADDRESS:
		if (!read_address(r, word, &addr))
			return false;
		if (family_len(addr.family) != variable_len(variable))
			return refuse_word(r, "an address of another family",
					   word);
		space_put(r->space, r->digits, variable, addr.bytes);
		return true;
	case WORD_INTERFACE:
		return read_interface(r, variable, word);
	}
	return false;
}

static bool read_option(struct reading *r, char *word)
{
	const char *equals = strchr(word, '=');

	if (strcmp(word, "sport") == 0)
		return read_sport(r, next_word(r));
	if (strcmp(word, "state") == 0)
		return read_state(r, next_word(r));
	if (strcmp(word, "mac") == 0)
		return read_mac(r, next_word(r));
	if (strcmp(word, "reply") == 0) {
		space_put_number(r->space, r->digits, VAR_CT_DIRECTION, 1);
		return true;
	}
	for (int i = 0; equals && i < N_VARIABLES; i++)
		if (word_is((enum variable)i, word, (size_t)(equals - word)))
			return read_value(r, (enum variable)i,
					  word + (equals - word) + 1);
	return refuse_word(r, "not understood", word);
}

static bool read_words(struct reading *r, char *text)
{
	static const char form[] = "a packet is \"ZONE ADDRESS -> ZONE ADDRESS "
				   "tcp/443\"; \"gateway\" for the box itself";
	struct witness witness = { 0 };
	char *words[6], *word;
	size_t n = 0;

	for (word = strtok_r(text, " \t\n", &r->rest); word;
	     word = next_word(r)) {
		words[n++] = word;
		if (n == sizeof(words) / sizeof(words[0]))
			break;
	}
	if (!word || strcmp(words[2], "->") != 0)
		return refuse(r, "%s", form);
	if (!read_end(r, words[0], false, &witness.from) ||
	    !read_address(r, words[1], &witness.source) ||
	    !read_end(r, words[3], true, &witness.to) ||
	    !read_address(r, words[4], &witness.destination) ||
	    !read_service(r, words[5], &witness))
		return false;
	if (witness.source.family != witness.destination.family)
		return refuse(r, "one packet has addresses of one family");
	witness_ordinary(r->space, &witness, r->digits);
	while ((word = next_word(r)))
		if (!read_option(r, word))
			return false;
	if (r->open[0] || r->open[1])
		return refuse(r, "'?' is an interface of no zone: say %s=NAME",
			      r->open[0] ? "iifname" : "oifname");
	return true;
}

bool witness_read(const char *text, const struct space *space,
		  const struct policy *policy,
		  uint16_t digits[static DIAGRAM_LEVELS],
		  char error[static WITNESS_ERROR])
{
	struct reading r = {
		.space = space,
		.policy = policy,
		.digits = digits,
		.error = error,
	};
	char copy[WITNESS_TEXT];

	memset(digits, 0, DIAGRAM_LEVELS * sizeof(*digits));
	error[0] = '\0';
	if (strlen(text) >= sizeof(copy))
		return refuse(&r, "longer than any packet's words");
	memcpy(copy, text, strlen(text) + 1);
	return read_words(&r, copy);
}
