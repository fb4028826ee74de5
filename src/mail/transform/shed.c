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
	uintptr_t end = info->dlpi_addr;

	(void)size;
	(void)arg;
	if (is_needed(info->dlpi_name))
		return 0;
	/* The parts are sorted, and what is between them is the library's. */
	for (size_t i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD)
			end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
			      info->dlpi_phdr[i].p_memsz;
	/* NOLINTNEXTLINE(performance-no-int-to-ptr) */
	madvise((void *)(info->dlpi_addr / page * page), end - info->dlpi_addr,
		MADV_DONTFORK);
	return 0;
}

void shed_libraries(void)
{
	dl_iterate_phdr(shed, NULL);
}
