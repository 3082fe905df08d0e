// SPDX-License-Identifier: MIT
// Image sizes, and work cut into chunks of a size that does not depend on the number of threads.
#pragma once

#include <stdint.h>

namespace photosculpture {

struct ImageSize {
  int32_t height, width;
};

struct IndexRange {
  int32_t begin, end;
};

inline int32_t chunks_of(int64_t count, int32_t chunk) { return int32_t((count + chunk - 1) / chunk); }
inline IndexRange chunk_range(int32_t index, int32_t chunk, int32_t count) {
  const int64_t begin = int64_t(index) * chunk, end = begin + chunk;
  return {int32_t(begin), int32_t(end < count ? end : count)};
}

}  // namespace photosculpture
