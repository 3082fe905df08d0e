// SPDX-License-Identifier: MIT
// Gradients by the corners of faces, gathered strip by strip and then added up by vertex, always in one order.
#pragma once

#include <algorithm>
#include <vector>

#include "ranges.h"
#include "thread_pool.h"

namespace photosculpture {

// What one strip gives: for each of its faces the gradients by its corners (3, channels).
template <class T>
struct CornerList {
  std::vector<int32_t> faces;
  std::vector<T> values;
};

// Adds lists, first to last, to vertices (V, channels). Threads share the vertices, each reads all lists: the order in
// which a vertex's terms are added does not depend on their number.
template <class T>
void add_corners(const CornerList<T>* lists, int32_t count, const int32_t* faces /* (F, 3) */, int32_t vertex_count,
                 int32_t channels, int threads, T* to) {
  const int32_t parts = std::max(1, std::min(threads, vertex_count / 64));
  parallel_for(parts, threads, [&](int part) {
    const int32_t begin = int32_t(int64_t(vertex_count) * part / parts);
    const uint32_t size = uint32_t(int64_t(vertex_count) * (part + 1) / parts) - uint32_t(begin);
    for (int32_t k = 0; k < count; ++k) {
      const T* value = lists[k].values.data();
      for (const int32_t face : lists[k].faces)
        for (int j = 0; j < 3; ++j, value += channels) {
          const int32_t vertex = faces[3 * int64_t(face) + j];
          if (uint32_t(vertex - begin) >= size) continue;
          T* const sum = to + int64_t(vertex) * channels;
          for (int32_t c = 0; c < channels; ++c) sum[c] += value[c];
        }
    }
  });
}

}  // namespace photosculpture
