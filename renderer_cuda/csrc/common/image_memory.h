// SPDX-License-Identifier: MIT
// Memory of images, kept when they are no longer used, for the next ones of their size. The system clears fresh pages
// one by one: for large images that takes longer than to render them (see large_pages.h).
#pragma once

#include <stddef.h>

namespace photosculpture {

// Memory of unspecified contents.
void* take_image_memory(size_t bytes);

// Keeps it for later, or frees it: at most 1 GiB is kept, and nothing that was not wanted again for long.
void give_back_image_memory(void* memory, size_t bytes);

// Frees all that is kept; returns how many bytes that were.
size_t free_image_memory();

}  // namespace photosculpture
