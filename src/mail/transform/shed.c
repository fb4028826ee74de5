/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shed.c -- libraries of this program that no transform needs
 */
#include "mail/transform/shed.h"

#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static bool is_needed(const char *path)
{
	/* Policies, TLS, and filters that are built by now. */
	static const char *const idle[] = { "/libconfig.so", "/libssl.so",
					    "/libseccomp.so" };

	for (size_t i = 0; i < sizeof(idle) / sizeof(idle[0]); i++)
		if (strstr(path, idle[i]))
			return false;
	return true;
}

static int shed(struct dl_phdr_info *info, size_t size, void *arg)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size;
	(void)arg;
	for (size_t i = 0; i < info->dlpi_phnum && !is_needed(info->dlpi_name);
	     i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		const uintptr_t first = info->dlpi_addr + part->p_vaddr;
		const uintptr_t start = first / page * page;

		if (part->p_type == PT_LOAD)
			/* NOLINTNEXTLINE(performance-no-int-to-ptr) */
			madvise((void *)start, first + part->p_memsz - start,
				MADV_DONTFORK);
	}
	return 0;
}

void shed_libraries(void)
{
	dl_iterate_phdr(shed, NULL);
}
