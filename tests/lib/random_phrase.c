/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * random_phrase.c -- what a rule can say, and one of it
 */
#include "random_phrase.h"

#include <string.h>

#include "random_policy.h"

enum {
	CANDIDATES = 12,
	TRIES = 200,
};

static void say_byte(FILE *out)
{
	static const unsigned few[] = { 0, 0, 1, 1, 6, 10, 255 };

	fprintf(out, "%u", few[pick(7)]);
}

void phrase_say(FILE *out, const char *text, const struct phrase_spot *spot)
{
	static const unsigned ports[] = { 1, 6, 10, 80, 257, 443, 1546, 2570 };
	static const char *const words[] = { "1", "101", "606", "a0a", "ffff" };
	static const char *const names[] = { "eth0", "eth1", "eth10",
					     "wan",  "dmz",  "lo" };

	for (; *text; text++) {
		if (*text != '$') {
			fputc(*text, out);
			continue;
		}
		switch (*++text) {
		case 'b':
			say_byte(out);
			break;
		case 'h':
			fprintf(out, "%u", 1 + pick(6));
			break;
		case 'x':
			fputs(words[pick(5)], out);
			break;
		case 'p':
			fprintf(out, "%u", ports[pick(8)]);
			break;
		case 'i':
			fprintf(out, "\"%s\"", names[pick(6)]);
			break;
		case 'f':
			fputs(spot->family, out);
			break;
		default:
			fprintf(out, "plain%zu",
				spot->plain + pick((uint32_t)(PHRASE_PLAIN -
							      spot->plain)));
			break;
		}
	}
}

/* Maps by name go to the last plain chain. */
static bool goes_somewhere(const struct phrase *phrase)
{
	return strstr(phrase->text, "$c") || strstr(phrase->text, "@by_");
}

/* The transport of which a phrase speaks. */
static const char *protocol_of(const char *text)
{
	static const char *const all[] = { "tcp",  "udplite", "udp",  "icmpv6",
					   "icmp", "sctp",    "dccp", "igmp",
					   "ah ",  "esp",     "comp", "th " };

	if (strncmp(text, "-p ", 3) == 0)
		return text;
	if (strstr(text, "l4proto") || strstr(text, "nexthdr") ||
	    strstr(text, "ip protocol"))
		return "several";
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strncmp(text, all[i], strlen(all[i])) == 0)
			return all[i];
	if (strstr(text, "tcp "))
		return "tcp";
	return strstr(text, "th dport") ? "th " : NULL;
}

/* nft(8) refuses what can never be; iptables a protocol said twice. */
static bool agrees(const struct phrase *phrase, const struct phrase_spot *spot)
{
	const char *other = protocol_of(phrase->text);

	if (strncmp(phrase->text, "-p ", 3) == 0)
		return !spot->protocol;
	return !other || !spot->protocol || strcmp(other, spot->protocol) == 0;
}

static bool fits(const struct phrase *phrase, const struct phrase_spot *spot)
{
	if (phrase->refused || (phrase->places & spot->places) != spot->places)
		return false;
	if ((phrase->places & PHRASE_TRACKED) && !spot->tracked)
		return false;
	if (!agrees(phrase, spot))
		return false;
	return spot->plain < PHRASE_PLAIN || !goes_somewhere(phrase);
}

/* Of some that fit the one that was said least. */
void phrase_say_one(FILE *out, const struct phrase_list *list,
		    struct phrase_spot *spot)
{
	struct phrase *best = NULL, *one;
	int found = 0;
	unsigned only;

	for (int i = 0; i < TRIES && found < CANDIDATES; i++) {
		one = &list->at[pick((uint32_t)list->n)];
		if (!fits(one, spot))
			continue;
		found++;
		if (!best || one->used < best->used)
			best = one;
	}
	if (!best)
		return;
	best->used++;
	only = best->places & (PHRASE_IP | PHRASE_IP6);
	if (only == PHRASE_IP || only == PHRASE_IP6)
		spot->places |= only;
	if (!spot->protocol)
		spot->protocol = protocol_of(best->text);
	phrase_say(out, best->text, spot);
	fputc(' ', out);
}
