// SPDX-License-Identifier: MIT
// Strips of rows, each on its own. In the backward pass every sum runs in one fixed order: pixels of a face in a strip,
// strips of a view, views; they are taken in batches, so that the tables between the stages stay small.
#include "interpolate_cpu.h"

#include <algorithm>
#include <vector>

#include "../common/face_runs.h"
#include "../common/instruction_sets.h"
#include "../common/large_pages.h"
#include "../common/shelf.h"
#include "../common/thread_pool.h"
#include "../common/vertex_tables.h"
#include "interpolate_rows.h"

namespace photosculpture {

PS_BEST_TABLE(InterpolateKernels<float>, interpolate_kernels_float)
PS_BEST_TABLE(InterpolateKernels<double>, interpolate_kernels_double)

template <>
const InterpolateKernels<float>& interpolate_kernels<float>() {
  return best_interpolate_kernels_float();
}
template <>
const InterpolateKernels<double>& interpolate_kernels<double>() {
  return best_interpolate_kernels_double();
}

namespace {

constexpr int32_t kStripRows = 64;
constexpr int64_t kBatchValues = 1 << 20;  // of the tables of a batch of views, about

template <class T>
AttributeView<T> attribute_view(const InterpolateArguments<T>& a, int32_t view) {
  const int64_t start = int64_t(view) * a.size.height * a.size.width;
  const int64_t first = a.has_views ? int64_t(view) * a.vertex_count * a.channels : 0;
  return {a.attributes + first,
          a.faces,
          a.face_indices + start,
          a.barycentrics + 2 * start,
          a.vertex_count,
          a.face_count,
          a.channels,
          a.size.width};
}

template <class T>
struct StripMemory {
  StripFaces strip;
  std::vector<double> sums;
};

template <class T>
struct Tables {
  std::vector<T> attributes;  // (batch, parts, V, C)
};

template <class T>
class InterpolateBackward {
 public:
  InterpolateBackward(const InterpolateArguments<T>& arguments, const T* grad_image, T* grad_attributes,
                      T* grad_barycentrics)
      : a_(arguments),
        grad_image_(grad_image),
        grad_attributes_(grad_attributes),
        grad_barycentrics_(grad_barycentrics),
        strips_(chunks_of(a_.size.height, kStripRows)),
        pixels_(int64_t(a_.size.height) * a_.size.width),
        parts_(parts_of_view(a_.views, strips_)),
        table_(int64_t(a_.vertex_count) * a_.channels),
        batch_(int32_t(std::clamp<int64_t>(kBatchValues / std::max<int64_t>(table_ * parts_, 1), 1, a_.views))),
        tables_(Shelf<Tables<T>>::instance().take()) {}

  void run() {
    const size_t most = size_t(batch_) * size_t(parts_) * size_t(table_);
    if (grad_attributes_) {
      std::fill(grad_attributes_, grad_attributes_ + (a_.has_views ? a_.views : 1) * table_, T(0));
      if (tables_->attributes.size() < most) tables_->attributes.resize(most);
    }
    if (grad_barycentrics_) advise_large_pages(grad_barycentrics_, size_t(a_.views * pixels_) * 2 * sizeof(T));
    for (int32_t first = 0; first < a_.views; first += batch_) {
      const int32_t count = std::min(batch_, a_.views - first);
      parallel_for(count * parts_, a_.threads, [&](int task) { do_part(first + task / parts_, task); });
      if (!grad_attributes_) continue;
      for (int32_t v = 0; v < (a_.has_views ? count : 1); ++v)
        add_tables(tables_->attributes.data() + v * parts_ * table_, a_.has_views ? parts_ : count * parts_, table_,
                   a_.threads, grad_attributes_ + (a_.has_views ? (int64_t(first) + v) * table_ : 0));
    }
    Shelf<Tables<T>>::instance().put_back(std::move(tables_));
  }

 private:
  void do_part(int32_t view, int task) {
    static thread_local StripMemory<T> memory;
    const AttributeView<T> images = attribute_view(a_, view);
    StripFaces& strip = memory.strip;
    T* const table = grad_attributes_ ? tables_->attributes.data() + task * table_ : nullptr;
    if (table) std::fill(table, table + table_, T(0));
    const int64_t start = view * pixels_;
    const IndexRange part = strips_of_part(task % parts_, parts_, strips_);
    for (int32_t s = part.begin; s < part.end; ++s) {
      const IndexRange rows = chunk_range(s, kStripRows, a_.size.height);
      strip.read(images.face_indices, rows, a_.size.width, a_.face_count);
      const size_t sums = 4 * size_t(a_.channels) * size_t(strip.face_count());
      if (table && memory.sums.size() < sums) memory.sums.resize(sums);
      interpolate_kernels<T>().backward(
          images,
          {rows.begin * a_.size.width, rows.end * a_.size.width, strip.runs(), strip.run_count(), strip.faces(),
           strip.face_count(), grad_image_ + start * a_.channels,
           grad_barycentrics_ ? grad_barycentrics_ + 2 * start : nullptr, table ? memory.sums.data() : nullptr, table});
    }
  }

  const InterpolateArguments<T>& a_;
  const T* const grad_image_;
  T* const grad_attributes_;
  T* const grad_barycentrics_;
  const int32_t strips_;
  const int64_t pixels_;
  const int32_t parts_;
  const int64_t table_;
  const int32_t batch_;
  std::unique_ptr<Tables<T>> tables_;
};

}  // namespace

template <class T>
void interpolate_forward(const InterpolateArguments<T>& arguments, T* image) {
  const ImageSize size = arguments.size;
  const int64_t pixels = int64_t(size.height) * size.width;
  advise_large_pages(image, size_t(arguments.views * pixels * arguments.channels) * sizeof(T));
  const int32_t strips = chunks_of(size.height, kStripRows);
  parallel_for(arguments.views * strips, arguments.threads, [&](int task) {
    const int32_t view = task / strips;
    const IndexRange rows = chunk_range(task % strips, kStripRows, size.height);
    interpolate_kernels<T>().forward(attribute_view(arguments, view), rows.begin * size.width, rows.end * size.width,
                                     image + view * pixels * arguments.channels);
  });
}

template <class T>
void interpolate_backward(const InterpolateArguments<T>& arguments, const T* grad_image, T* grad_attributes,
                          T* grad_barycentrics) {
  InterpolateBackward<T>(arguments, grad_image, grad_attributes, grad_barycentrics).run();
}

#define PS_INSTANTIATE(T)                                                \
  template void interpolate_forward(const InterpolateArguments<T>&, T*); \
  template void interpolate_backward(const InterpolateArguments<T>&, const T*, T*, T*);
PS_INSTANTIATE(float)
PS_INSTANTIATE(double)

}  // namespace photosculpture
