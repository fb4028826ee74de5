/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * replay.c -- the corpus of a fuzz target as an ordinary test
 *
 * Runs the target on every file of the folders given, and on each of them cut
 * short at a few places.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"

#include "fuzz.h"

static int replay(const char *folder, const char *name)
{
	char path[4096];
	uint8_t *bytes;
	size_t len;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (!file) {
		perror(path);
		return 1;
	}
	bytes = xcalloc(1 << 20, 1);
	len = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	LLVMFuzzerTestOneInput(bytes, len);
	for (size_t cut = 1; cut < 8; cut++)
		LLVMFuzzerTestOneInput(bytes, len * cut / 8);
	free(bytes);
	return 0;
}

int main(int argc, char **argv)
{
	struct dirent *entry;
	int bad = 0, n = 0;
	DIR *dir;

	for (int i = 1; i < argc; i++) {
		dir = opendir(argv[i]);
		if (!dir) {
			perror(argv[i]);
			return 1;
		}
		while ((entry = readdir(dir))) {
			if (entry->d_name[0] == '.')
				continue;
			bad |= replay(argv[i], entry->d_name);
			n++;
		}
		closedir(dir);
	}
	printf("%d inputs\n", n);
	return bad || !n;
}
