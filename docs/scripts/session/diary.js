/*
 * The days that a person has asked to keep: date and page, in this browser's own storage and
 * nowhere else.
 */

import { KEY } from "../session.js";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const PAGE = /^[a-z]+\/[a-z0-9-]+$/;

const sound = (entry) => DATE.test(entry?.date) && PAGE.test(entry?.page);

/* The id of the page itself, as its address has it: `routines/standing`. */
export function pageId(root = new URL("../../", import.meta.url)) {
  const way = location.pathname.slice(root.pathname.length);
  return way.replace(/(\/index\.html|\/)$/, "");
}

/* Today where the person is, as 2026-01-31. */
export function today(now = new Date()) {
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/* What is kept, oldest first. What is no entry of ours (a hand may have changed it) is left out. */
export function days() {
  const kept = localStorage.getItem(KEY);
  try {
    const entries = JSON.parse(kept ?? "[]");
    return Array.isArray(entries) ? entries.filter(sound) : [];
  } catch (fault) {
    if (fault instanceof SyntaxError) return [];
    throw fault;
  }
}

export function keep(date, page) {
  const others = days().filter((entry) => entry.date !== date || entry.page !== page);
  localStorage.setItem(KEY, JSON.stringify([...others, { date, page }]));
}

export function erase() {
  localStorage.removeItem(KEY);
}

/* All days as a table that any program for tables opens. */
export function table() {
  return ["date,page", ...days().map((entry) => `${entry.date},${entry.page}`), ""].join("\r\n");
}
