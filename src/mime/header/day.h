/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * day.h -- lengths of months and days of the week
 */
#pragma once

/* month from 0; the year in the Gregorian calendar. */
int day_in_month(int year, int month);
/* 0 is Sunday; month from 0, year from 1. */
int day_of_week(int year, int month, int day);
