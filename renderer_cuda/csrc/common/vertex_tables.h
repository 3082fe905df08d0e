// SPDX-License-Identifier: MIT
// Gradients by vertex, each task with a table of its own and then added up, always in one order.
#pragma once

#include <algorithm>

#include "ranges.h"
#include "thread_pool.h"

namespace photosculpture {

constexpr int32_t kFewestTasks = 8;  // so that one view also keeps several processors busy

// Parts of a view, each with a table.
inline int32_t parts_of_view(int32_t views, int32_t strips) {
  return std::clamp(chunks_of(kFewestTasks, views), 1, strips);
}

// The strips of a part.
inline IndexRange strips_of_part(int32_t part, int32_t parts, int32_t strips) {
  return {int32_t(int64_t(strips) * part / parts), int32_t(int64_t(strips) * (part + 1) / parts)};
}

// Adds tables (count, size), first to last, to a table of that size.
template <class T>
void add_tables(const T* tables, int32_t count, int64_t size, int threads, T* to) {
  constexpr int32_t kChunk = 4096;
  parallel_for(chunks_of(size, kChunk), threads, [&](int chunk) {
    const int64_t begin = int64_t(chunk) * kChunk, end = std::min<int64_t>(begin + kChunk, size);
    for (int32_t k = 0; k < count; ++k) {
      const T* const from = tables + k * size;
      for (int64_t i = begin; i < end; ++i) to[i] += from[i];
    }
  });
}

}  // namespace photosculpture
