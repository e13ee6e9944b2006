#include "planes.h"

#include <string.h>

cjpeg_turn cjpeg_turn_for(int orientation) {
    switch (orientation) {
    case 2: return (cjpeg_turn){.mirror_x = true};
    case 3: return (cjpeg_turn){.mirror_x = true, .mirror_y = true};
    case 4: return (cjpeg_turn){.mirror_y = true};
    case 5: return (cjpeg_turn){.swap_axes = true};
    case 6: return (cjpeg_turn){.mirror_y = true, .swap_axes = true};
    case 7: return (cjpeg_turn){.mirror_x = true, .mirror_y = true, .swap_axes = true};
    case 8: return (cjpeg_turn){.mirror_x = true, .swap_axes = true};
    default: return (cjpeg_turn){0};
    }
}

// A walk over the rows of a plane; a negative step goes from the last row up.
typedef struct {
    uint8_t *first;
    ptrdiff_t step;
} rows;

static rows rows_of(const cjpeg_plane *plane, bool from_last) {
    ptrdiff_t step = (ptrdiff_t)plane->stride;
    if (!from_last) return (rows){plane->samples, step};
    return (rows){plane->samples + (plane->height - 1) * step, -step};
}

static void copy_mirrored(uint8_t *restrict to, const uint8_t *restrict from, int width) {
    for (int x = 0; x < width; x++) to[x] = from[width - 1 - x];
}

static void copy_plane(const cjpeg_plane *to, const cjpeg_plane *from, cjpeg_turn turn) {
    rows source = rows_of(from, turn.mirror_y);
    for (int y = 0; y < to->height; y++) {
        uint8_t *target = to->samples + (size_t)y * to->stride;
        const uint8_t *row = source.first + y * source.step;
        if (turn.mirror_x)
            copy_mirrored(target, row, to->width);
        else
            memcpy(target, row, (size_t)to->width);
    }
}

// Swaps the quarters across the diagonal: of 8×8 bytes by 4×4 blocks, then 2×2, then single bytes. Each of the eight
// words is a row, its lowest byte the leftmost sample.
static void swap_across(uint64_t word[8], int distance, uint64_t left_half) {
    int shift = 8 * distance;
    for (int i = 0; i < 8; i++) {
        if (i & distance) continue;
        uint64_t upper = word[i], lower = word[i + distance];
        word[i] = (upper & left_half) | (lower & left_half) << shift;
        word[i + distance] = (upper >> shift & left_half) | (lower & ~left_half);
    }
}

static void transpose_8x8(uint8_t *to, ptrdiff_t to_step, const uint8_t *from, ptrdiff_t from_step) {
    uint64_t word[8];
    for (int i = 0; i < 8; i++) memcpy(&word[i], from + i * from_step, 8);
    swap_across(word, 4, 0x00000000FFFFFFFF);
    swap_across(word, 2, 0x0000FFFF0000FFFF);
    swap_across(word, 1, 0x00FF00FF00FF00FF);
    for (int i = 0; i < 8; i++) memcpy(to + i * to_step, &word[i], 8);
}

static void transpose_edge(uint8_t *to, ptrdiff_t to_step, const uint8_t *from, ptrdiff_t from_step, int width,
                           int height) {
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) to[x * to_step + y] = from[y * from_step + x];
}

// Walking up the source's rows mirrors the result left to right; walking up the target's mirrors it top to bottom.
static void transpose_plane(const cjpeg_plane *to, const cjpeg_plane *from, cjpeg_turn turn) {
    enum { tile = 64 };  // of both planes together well inside the first-level cache
    rows source = rows_of(from, turn.mirror_y), target = rows_of(to, turn.mirror_x);
    for (int top = 0; top < from->height; top += tile)
        for (int left = 0; left < from->width; left += tile)
            for (int y = top; y < from->height && y < top + tile; y += 8)
                for (int x = left; x < from->width && x < left + tile; x += 8) {
                    uint8_t *into = target.first + x * target.step + y;
                    const uint8_t *out_of = source.first + y * source.step + x;
                    int width = from->width - x, height = from->height - y;
                    if (width >= 8 && height >= 8)
                        transpose_8x8(into, target.step, out_of, source.step);
                    else
                        transpose_edge(into, target.step, out_of, source.step, width < 8 ? width : 8,
                                       height < 8 ? height : 8);
                }
}

cjpeg_status cjpeg_planes_orient(cjpeg_planes *planes, int orientation) {
    if (orientation < 2 || orientation > 8) return CJPEG_OK;
    cjpeg_turn turn = cjpeg_turn_for(orientation);
    cjpeg_planes upright;
    if (!cjpeg_planes_make(&upright, turn.swap_axes ? planes->height : planes->width,
                           turn.swap_axes ? planes->width : planes->height, planes->count))
        return CJPEG_OUT_OF_MEMORY;
    for (int i = 0; i < planes->count; i++) {
        if (turn.swap_axes)
            transpose_plane(&upright.plane[i], &planes->plane[i], turn);
        else
            copy_plane(&upright.plane[i], &planes->plane[i], turn);
    }
    cjpeg_planes_free(planes);
    *planes = upright;
    return CJPEG_OK;
}
