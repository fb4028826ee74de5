/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe_list.c -- probes as lines of text, read and written
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "policy/policy.h"

#include "probe.h"

static const struct {
	const char *name;
	uint8_t proto;
} protos[] = {
	{ "tcp", PROTO_TCP },   { "udp", PROTO_UDP },
	{ "icmp", PROTO_ICMP }, { "icmpv6", PROTO_ICMPV6 },
	{ "sctp", PROTO_SCTP },
};

enum {
	N_PROTOS = sizeof(protos) / sizeof(protos[0]),
	LINE_LEN = 1024
};

static bool is_icmp(const struct datagram *packet)
{
	return packet->proto == PROTO_ICMP || packet->proto == PROTO_ICMPV6;
}

static void print_service(const struct datagram *packet, FILE *out)
{
	for (size_t i = 0; i < N_PROTOS; i++) {
		if (protos[i].proto != packet->proto)
			continue;
		fprintf(out, "%s/%u", protos[i].name,
			is_icmp(packet) ? packet->type : packet->dport);
		return;
	}
	fprintf(out, "proto/%u", packet->proto);
}

void probe_print(const struct lab *lab, const struct probe *probe, FILE *out)
{
	const struct datagram *packet = &probe->packet;
	char from[ADDR_TEXT], to[ADDR_TEXT], mac[MAC_TEXT];

	fprintf(out, "%s %s %s -> %s %s ", probe->pass ? "pass" : "drop",
		lab->ports.at[probe->from].name,
		addr_text(from, &packet->saddr), lab->ports.at[probe->to].name,
		addr_text(to, &packet->daddr));
	print_service(packet, out);
	if (probe->last != STEP_REQUEST)
		fprintf(out, " %s", step_names[probe->last]);
	if (probe->resumed)
		fputs(" resumed", out);
	if (packet->shape != SHAPE_PLAIN)
		fprintf(out, " shape %s", shape_names[packet->shape]);
	if (probe->forged_mac)
		fprintf(out, " mac %s", mac_text(mac, &packet->smac));
	if (packet->proto == PROTO_TCP && packet->flags != TCP_SYN)
		fprintf(out, " flags %u", packet->flags);
	if (packet->sport)
		fprintf(out, " sport %u", packet->sport);
	if (packet->hop_limit)
		fprintf(out, " hops %u", packet->hop_limit);
	fprintf(out, "%s%s\n", probe->why ? " ; " : "",
		probe->why ? probe->why : "");
}

void probe_print_count(size_t n, const struct probe_count *count, FILE *out)
{
	fprintf(out,
		"probes=%zu passed=%zu dropped=%zu false_accepts=%zu"
		" false_drops=%zu\n",
		n, count->passed, count->dropped, count->false_accepts,
		count->false_drops);
}

static bool read_port(const struct lab *lab, const char *name, uint32_t *out)
{
	int port = lab_find(lab, name);

	if (port < 0 && !strcmp(name, "gateway"))
		port = 0;
	if (port < 0) {
		fprintf(stderr, "no host named '%s' in the lab\n", name);
		return false;
	}
	*out = (uint32_t)port;
	return true;
}

static bool read_service(char *text, struct datagram *out)
{
	char *slash = strchr(text, '/');
	uint32_t number;

	if (!slash || !text_u32(slash + 1, UINT16_MAX, &number))
		return false;
	*slash = '\0';
	out->flags = TCP_SYN;
	if (!strcmp(text, "proto")) {
		out->proto = (uint8_t)number;
		return number <= UINT8_MAX;
	}
	for (size_t i = 0; i < N_PROTOS; i++) {
		if (strcmp(text, protos[i].name) != 0)
			continue;
		out->proto = protos[i].proto;
		if (is_icmp(out))
			out->type = (uint8_t)number;
		else
			out->dport = (uint16_t)number;
		return true;
	}
	return false;
}

static bool read_shape(const char *text, enum shape *out)
{
	for (size_t i = 0; i < N_SHAPES; i++) {
		if (strcmp(text, shape_names[i]) != 0)
			continue;
		*out = (enum shape)i;
		return true;
	}
	return false;
}

static bool read_step(const char *text, enum step *out)
{
	for (size_t i = STEP_REPLY; i < N_STEPS; i++) {
		if (strcmp(text, step_names[i]) != 0)
			continue;
		*out = (enum step)i;
		return true;
	}
	return false;
}

static bool read_u8(const char *text, uint8_t *out)
{
	uint32_t number;

	if (!text_u32(text, UINT8_MAX, &number))
		return false;
	*out = (uint8_t)number;
	return true;
}

static bool read_option(const char *word, char **save, struct probe *out)
{
	const char *value;

	if (read_step(word, &out->last))
		return true;
	if (!strcmp(word, "resumed"))
		return out->resumed = true;
	value = strtok_r(NULL, " \t", save);
	if (!value)
		return false;
	if (!strcmp(word, "shape"))
		return read_shape(value, &out->packet.shape);
	if (!strcmp(word, "flags"))
		return read_u8(value, &out->packet.flags);
	if (!strcmp(word, "hops"))
		return read_u8(value, &out->packet.hop_limit);
	if (!strcmp(word, "sport"))
		return text_u16(value, &out->packet.sport);
	out->forged_mac =
		!strcmp(word, "mac") && mac_read(value, &out->packet.smac);
	return out->forged_mac;
}

/* They stand behind the service, in any order. */
static bool read_options(char **save, struct probe *out)
{
	const char *word;

	while ((word = strtok_r(NULL, " \t", save)))
		if (!read_option(word, save, out))
			return false;
	return true;
}

static bool read_ends(struct lab *lab, char **save, struct probe *out)
{
	char *word[7] = { 0 };

	for (size_t i = 0; i < 6; i++)
		if (!(word[i] = strtok_r(NULL, " \t", save)))
			return false;
	return read_port(lab, word[0], &out->from) &&
	       addr_read(word[1], &out->packet.saddr) == ADDR_OK &&
	       !strcmp(word[2], "->") && read_port(lab, word[3], &out->to) &&
	       addr_read(word[4], &out->packet.daddr) == ADDR_OK &&
	       read_service(word[5], &out->packet);
}

bool probe_read(struct lab *lab, const char *line, struct probe *out)
{
	_cleanup_(freep) char *text = strdup(line);
	struct probe probe = { 0 };
	char *save = NULL, *verdict, *why = strstr(text, " ; ");

	if (why) {
		*why = '\0';
		probe.why = arena_strdup(&lab->arena, why + 3);
	}
	verdict = strtok_r(text, " \t", &save);
	probe.pass = verdict && !strcmp(verdict, "pass");
	if (!verdict || (!probe.pass && strcmp(verdict, "drop") != 0) ||
	    !read_ends(lab, &save, &probe) || !read_options(&save, &probe)) {
		fprintf(stderr, "not a probe: %s\n", line);
		return false;
	}
	*out = probe;
	return true;
}

bool probe_read_list(struct lab *lab, const char *file, struct probe_list *out)
{
	FILE *in = strcmp(file, "-") ? fopen(file, "re") : stdin;
	char line[LINE_LEN];
	bool good = true;

	if (!in) {
		perror(file);
		return false;
	}
	while (good && fgets(line, sizeof(line), in)) {
		line[strcspn(line, "#\n")] = '\0';
		if (line[strspn(line, " \t")])
			good = probe_read(lab, line,
					  vec_add(&lab->arena, &out->probes));
	}
	if (in != stdin)
		fclose(in);
	return good;
}
