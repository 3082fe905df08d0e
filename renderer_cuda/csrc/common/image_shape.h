// SPDX-License-Identifier: MIT
#pragma once

#include <stdint.h>

namespace photosculpture {

// Of images (N, H, W, C), as Python hands it over.
struct ImageShape {
  int32_t views, height, width, channels;
};

}  // namespace photosculpture
