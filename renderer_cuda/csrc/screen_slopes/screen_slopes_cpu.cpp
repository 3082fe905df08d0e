// SPDX-License-Identifier: MIT
#include "screen_slopes_cpu.h"

#include <algorithm>

#include "../common/thread_pool.h"
#include "slopes.h"

namespace photosculpture {
namespace {

constexpr int32_t kStripRows = 32;

template <class T>
void do_row(const ScreenSlopesArguments<T>& a, int32_t view, int32_t row, T* slopes /* (W, C, 2) */) {
  const int32_t* const owner = a.face_indices + (int64_t(view) * a.size.height + row) * a.size.width;
  const T* const attributes = a.attributes + (a.has_views ? int64_t(view) * a.attribute_count * a.channels : 0);
  const int64_t width = 2 * int64_t(a.channels);
  for (int32_t x = 0; x < a.size.width;) {
    const int32_t begin = x, face = owner[x];
    while (x < a.size.width && owner[x] == face) ++x;
    const CornerAttributes<T> found =
        corner_attributes(attributes, a.attribute_count, a.channels, a.faces, a.face_count, face);
    if (!found.corners[0]) {
      std::fill(slopes + width * begin, slopes + width * x, T(0));
      continue;
    }
    Corner corner[3];
    for (int k = 0; k < 3; ++k)
      corner[k] =
          project_corner(a.matrices + 16 * int64_t(view), a.positions + 3 * int64_t(a.welded[3 * int64_t(face) + k]));
    for (int32_t i = begin; i < x; ++i)
      write_slopes(found, a.channels, weight_slopes(corner[0], corner[1], corner[2], i + 0.5, row + 0.5),
                   slopes + width * i);
  }
}

}  // namespace

template <class T>
void screen_slopes(const ScreenSlopesArguments<T>& arguments, T* slopes) {
  const int32_t strips = chunks_of(arguments.size.height, kStripRows);
  parallel_for(arguments.views * strips, arguments.threads, [&](int task) {
    const int32_t view = task / strips;
    const IndexRange rows = chunk_range(task % strips, kStripRows, arguments.size.height);
    for (int32_t row = rows.begin; row < rows.end; ++row)
      do_row(arguments, view, row,
             slopes + (int64_t(view) * arguments.size.height + row) * arguments.size.width * 2 * arguments.channels);
  });
}

template void screen_slopes(const ScreenSlopesArguments<float>&, float*);
template void screen_slopes(const ScreenSlopesArguments<double>&, double*);

}  // namespace photosculpture
