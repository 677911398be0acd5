/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "audio/ogg_serial.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEADER = 27, MOST_PAGE = HEADER + 255 + 255 * 255, SERIAL = 14, CHECKSUM = 22, SEGMENTS = 26 };

/* The file's pages one by one. */
struct pages {
    int fd;
    off_t at;
    unsigned char *page; /* [MOST_PAGE] */
    size_t size;         /* 0 at the end */
};

static enum neume_status next_page(struct pages *p)
{
    size_t got = 0, segments = HEADER, size;
    p->at += (off_t)p->size;
    while (got < MOST_PAGE) {
        ssize_t n = pread(p->fd, p->page + got, MOST_PAGE - got, p->at + (off_t)got);
        if (n < 0)
            return neume_status_from_errno(errno, NEUME_ERR_READ);
        if (!n)
            break;
        got += (size_t)n;
    }
    p->size = 0;
    if (!got)
        return NEUME_OK;
    if (got < HEADER || memcmp(p->page, "OggS", 4) != 0)
        return NEUME_ERR_DAMAGED;
    segments += p->page[SEGMENTS];
    size = segments;
    for (size_t i = HEADER; i < segments && i < got; i++)
        size += p->page[i];
    if (size > got)
        return NEUME_ERR_DAMAGED;
    p->size = size;
    return NEUME_OK;
}

static void put(unsigned char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (unsigned char)(value >> 8 * i);
}

/* Polynomial 0x04c11db7, from the highest bit on, begun at 0. */
static void fill_table(uint32_t table[256])
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t r = i << 24;
        for (int bit = 0; bit < 8; bit++)
            r = r << 1 ^ (r >> 31 ? 0x04c11db7u : 0);
        table[i] = r;
    }
}

static uint32_t checksum(const uint32_t table[256], uint32_t crc, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        crc = crc << 8 ^ table[(crc >> 24 ^ bytes[i]) & 0xFF];
    return crc;
}

/* Of all pages as if their serial number were 0. */
static enum neume_status sum_pages(struct pages *p, const uint32_t table[256], uint32_t *sum)
{
    enum neume_status status = next_page(p);
    while (status == NEUME_OK && p->size) {
        put(p->page + SERIAL, 0);
        put(p->page + CHECKSUM, 0);
        *sum = checksum(table, *sum, p->page, p->size);
        status = next_page(p);
    }
    return status;
}

static enum neume_status rewrite_pages(struct pages *p, const uint32_t table[256], uint32_t serial)
{
    enum neume_status status = next_page(p);
    while (status == NEUME_OK && p->size) {
        put(p->page + SERIAL, serial);
        put(p->page + CHECKSUM, 0);
        put(p->page + CHECKSUM, checksum(table, 0, p->page, p->size));
        if (pwrite(p->fd, p->page, HEADER, p->at) != HEADER)
            return neume_status_from_errno(errno, NEUME_ERR_WRITE);
        status = next_page(p);
    }
    return status;
}

enum neume_status neume_ogg_serial_settle(int fd)
{
    uint32_t table[256], sum = 0;
    unsigned char *page = malloc(MOST_PAGE);
    struct pages p = {.fd = fd, .page = page};
    if (!page)
        return NEUME_ERR_MEMORY;
    fill_table(table);
    enum neume_status status = sum_pages(&p, table, &sum);
    p = (struct pages){.fd = fd, .page = page};
    if (status == NEUME_OK)
        status = rewrite_pages(&p, table, sum);
    free(page);
    return status;
}
