#include "planes.h"

#include <math.h>
#include <stdlib.h>

static size_t padded(int width) { return ((size_t)width + 15) & ~(size_t)15; }

bool cjpeg_planes_make(cjpeg_planes *planes, int width, int height, int count) {
    *planes = (cjpeg_planes){.width = width, .height = height, .count = count};
    for (int i = 0; i < count; i++) {
        cjpeg_plane *plane = &planes->plane[i];
        plane->width = i == 0 ? width : (width + 1) / 2;
        plane->height = i == 0 ? height : (height + 1) / 2;
        plane->stride = padded(plane->width);
        plane->samples = malloc(plane->stride * (size_t)plane->height);
        if (!plane->samples) {
            cjpeg_planes_free(planes);
            return false;
        }
    }
    return true;
}

void cjpeg_planes_free(cjpeg_planes *planes) {
    for (int i = 0; i < planes->count; i++) free(planes->plane[i].samples);
    *planes = (cjpeg_planes){0};
}

static int scaled(int length, int edge, int longest) {
    int result = (int)lrint((double)length * edge / longest);
    return result < 1 ? 1 : result;
}

void cjpeg_fit(int width, int height, int edge, int *fitted_width, int *fitted_height) {
    int longest = width > height ? width : height;
    *fitted_width = longest <= edge ? width : scaled(width, edge, longest);
    *fitted_height = longest <= edge ? height : scaled(height, edge, longest);
}
