/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * table.c -- collects which tables of the legacy xtables are loaded
 *
 * /proc/net/{ip,ip6,arp}_tables_names lists them, a line each, for root alone;
 * a descriptor that root has opened goes on telling the present state. The file
 * is there from when the module is loaded, so one that appears later is seen
 * but not read: then its tables are "?". The kernel lists nothing of ebtables
 * (its rules are asked for by sockets that need CAP_NET_ADMIN).
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "kernel/around/parts.h"

static const struct {
	const char *family, *file;
} families[] = {
	{ "ip", "ip_tables_names" },
	{ "ip6", "ip6_tables_names" },
	{ "arp", "arp_tables_names" },
};

enum {
	N_FAMILIES = sizeof(families) / sizeof(*families),
	NAMES_TEXT = 4096,
	NAME_TEXT = 33 /* XT_TABLE_MAXNAMELEN, linux/netfilter/x_tables.h */
};

void around_open_tables(struct around_eyes *eyes)
{
	for (size_t i = 0; i < N_FAMILIES; i++)
		eyes->tables[i] = openat(eyes->proc, families[i].file,
					 O_RDONLY | O_CLOEXEC);
}

static void add_names(char *text, const char *family, struct around *out)
{
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		struct around_table *table;
		char name[NAME_TEXT];

		if (!*line)
			continue;
		table = vec_add(&out->arena, &out->tables);
		table->family = family;
		table->name = arena_strdup(
			&out->arena,
			text_escape(name, sizeof(name), line, strlen(line)));
	}
}

static int read_names(int fd, const char *family, struct around *out)
{
	char text[NAMES_TEXT];
	ssize_t len;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -errno;
	len = read(fd, text, sizeof(text) - 1);
	if (len < 0)
		return -errno;
	text[len] = '\0';
	add_names(text, family, out);
	return 0;
}

int around_read_tables(const struct around_eyes *eyes, struct around *out)
{
	int r = 0;

	for (size_t i = 0; i < N_FAMILIES; i++) {
		struct stat unused;

		if (eyes->tables[i] >= 0)
			r = r ? r
			      : read_names(eyes->tables[i], families[i].family,
					   out);
		else if (eyes->proc < 0 ||
			 fstatat(eyes->proc, families[i].file, &unused, 0) == 0)
			*vec_add(&out->arena, &out->tables) =
				(struct around_table){ families[i].family,
						       "?" };
	}
	return r;
}
