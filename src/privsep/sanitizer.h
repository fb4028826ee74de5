/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sanitizer.h -- whether this build carries AddressSanitizer
 *
 * It reserves terabytes of addresses and maps memory when it likes, so the
 * limits and filters of such a test build are wider by what it needs.
 */
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#	define SANITIZED 1
#elif defined(__has_feature)
#	if __has_feature(address_sanitizer)
#		define SANITIZED 1
#	endif
#endif

#ifndef SANITIZED
#	define SANITIZED 0
#endif
