// SPDX-License-Identifier: MIT
// Backward pass: pixels -> faces of a strip -> attributes, and corners -> positions and the view matrix. Blends are
// turned round row by row, in a copy of those rows of the gradient that have some. Every sum runs in one fixed order;
// views are taken in batches, so that the tables between the stages stay small.
#include <algorithm>
#include <tuple>
#include <vector>

#include "../common/buckets.h"
#include "../common/face_runs.h"
#include "../common/shelf.h"
#include "../common/thread_pool.h"
#include "../common/vertex_tables.h"
#include "../rasterize/face_boxes.h"
#include "../rasterize/face_sums.h"
#include "draw_cpu.h"
#include "draw_rows.h"

namespace photosculpture {
namespace {

constexpr int32_t kStripRows = 64;
constexpr int64_t kBatchValues = 1 << 20;  // of the tables of a batch, about

// What a blend takes from a pixel's gradient, or adds to it.
struct Change {
  int32_t column;
  int64_t blend;
  double sign;
};

template <class T>
struct StripMemory {
  StripFaces strip;
  std::vector<double> moments, grad_corners;
  std::vector<Change> changes;
  std::vector<T> changed_row;
};

// What a batch of views keeps between the stages.
template <class T>
struct Tables {
  std::vector<Corner> corners;      // (batch, V)
  std::vector<ScreenPoint> points;  // (batch, V), of no further use
  std::vector<Buckets> blends;      // (batch) by the rows whose gradients they change
  std::vector<T> positions;         // (batch, parts, V, 3)
  std::vector<T> attributes;        // (batch, parts, A, C)
  std::vector<double> matrices;     // (batch, parts, 4, 4)
};

template <class T>
class DrawBackward {
 public:
  explicit DrawBackward(const DrawBackwardArguments<T>& arguments)
      : a_(arguments),
        strips_(chunks_of(a_.size.height, kStripRows)),
        pixels_(int64_t(a_.size.height) * a_.size.width),
        parts_(parts_of_view(a_.views, strips_)),
        position_table_(3 * int64_t(a_.vertex_count)),
        attribute_table_(int64_t(a_.attributes.count) * a_.channels),
        batch_(
            int32_t(std::clamp<int64_t>(kBatchValues / ((position_table_ + attribute_table_) * parts_), 1, a_.views))),
        tables_(Shelf<Tables<T>>::instance().take()) {
    const size_t most = size_t(batch_) * size_t(parts_);
    enlarge(tables_->corners, size_t(batch_) * size_t(a_.vertex_count));
    enlarge(tables_->points, size_t(batch_) * size_t(a_.vertex_count));
    enlarge(tables_->blends, size_t(batch_));
    enlarge(tables_->positions, most * size_t(position_table_));
    enlarge(tables_->attributes, most * size_t(attribute_table_));
    enlarge(tables_->matrices, most * 16);
  }

  void run() {
    blends_to_mesh();
    std::fill(a_.grad_attributes, a_.grad_attributes + (a_.attributes.has_views ? a_.views : 1) * attribute_table_,
              T(0));
    for (int32_t first = 0; first < a_.views; first += batch_) {
      const int32_t count = std::min(batch_, a_.views - first);
      parallel_for(count, a_.threads, [&](int in_batch) { prepare(first + in_batch, in_batch); });
      parallel_for(count * parts_, a_.threads, [&](int task) { sum_part(first + task / parts_, task / parts_, task); });
      add_up(first, count);
    }
    Shelf<Tables<T>>::instance().put_back(std::move(tables_));
  }

 private:
  template <class Value>
  static void enlarge(std::vector<Value>& values, size_t size) {
    if (values.size() < size) values.resize(size);
  }

  // The gradients by where the edges are; those of the faces' insides are added to them.
  void blends_to_mesh() {
    const int64_t* const strides = a_.grad_strides;
    antialias_backward<T>({a_.positions,
                           a_.faces,
                           a_.matrices,
                           nullptr,
                           a_.record.colours.data(),
                           a_.record.rows.data(),
                           a_.record.values.data(),
                           a_.record.offsets.data(),
                           a_.grad_image,
                           {strides[0], strides[1], strides[2], strides[3]},
                           nullptr,
                           a_.grad_positions,
                           a_.grad_matrices,
                           a_.size,
                           a_.vertex_count,
                           a_.views,
                           a_.channels,
                           a_.threads});
  }

  Corner* corners(int32_t in_batch) { return tables_->corners.data() + int64_t(in_batch) * a_.vertex_count; }

  void prepare(int32_t view, int32_t in_batch) {
    DepthRange range = {0, 0};
    face_box_kernels<T>().project(a_.matrices + 16 * int64_t(view), a_.positions, a_.vertex_count, corners(in_batch),
                                  tables_->points.data() + int64_t(in_batch) * a_.vertex_count, range);
    const int32_t first_pixel = view * a_.size.height * a_.size.width;
    const int64_t begin = a_.record.offsets[size_t(view)];
    // Twice each, for its target and for the other.
    tables_->blends[size_t(in_batch)].build(
        a_.size.height, int32_t(a_.record.offsets[size_t(view) + 1] - begin), [&](int32_t k, auto visit) {
          const Blend blend = read(begin + k);
          const int32_t row = (blend.pixel - first_pixel) / a_.size.width;
          const int32_t other = (other_pixel(blend.pixel, blend.code, a_.size.width) - first_pixel) / a_.size.width;
          visit(row);
          if (other != row) visit(other);
        });
  }

  Blend read(int64_t k) const {
    return read_blend(a_.record.rows.data() + kBlendRow * k, a_.record.values.data() + kBlendValues * k);
  }

  const T* grad_at(int32_t view, int32_t row, int32_t column) const {
    return a_.grad_image + view * a_.grad_strides[0] + row * a_.grad_strides[1] + column * a_.grad_strides[2];
  }

  // result[target] += weight * (image[other] - image[target]), transposed: the changes of a row, by column.
  void find_changes(int32_t view, int32_t in_batch, int32_t row, std::vector<Change>& changes) const {
    const int32_t first_pixel = view * a_.size.height * a_.size.width, width = a_.size.width;
    changes.clear();
    tables_->blends[size_t(in_batch)].for_each(row, [&](int32_t in_view) {
      const int64_t k = a_.record.offsets[size_t(view)] + in_view;
      const Blend blend = read(k);
      const int32_t target = blend.pixel - first_pixel;
      const int32_t other = other_pixel(blend.pixel, blend.code, width) - first_pixel;
      if (other / width == row) changes.push_back({other % width, k, 1.0});
      if (target / width == row) changes.push_back({target % width, k, -1.0});
    });
    std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
      return std::tie(a.column, a.blend, a.sign) < std::tie(b.column, b.blend, b.sign);
    });
  }

  void apply(int32_t view, const Change& change, T* grad_row) const {
    const Blend blend = read(change.blend);
    const int32_t target = blend.pixel - view * a_.size.height * a_.size.width;
    const T* const from = grad_at(view, target / a_.size.width, target % a_.size.width);
    for (int32_t c = 0; c < a_.channels; ++c)
      grad_row[int64_t(change.column) * a_.channels + c] +=
          T(change.sign * blend.weight * double(from[c * a_.grad_strides[3]]));
  }

  void copy_gradient(int32_t view, int32_t row, IndexRange columns, T* to) const {
    if (a_.grad_strides[3] == 1 && a_.grad_strides[2] == a_.channels) {
      const T* const from = grad_at(view, row, columns.begin);
      std::copy(from, from + int64_t(columns.end - columns.begin) * a_.channels,
                to + int64_t(columns.begin) * a_.channels);
      return;
    }
    for (int32_t x = columns.begin; x < columns.end; ++x)
      for (int32_t c = 0; c < a_.channels; ++c)
        to[int64_t(x) * a_.channels + c] = grad_at(view, row, x)[c * a_.grad_strides[3]];
  }

  // Runs of one row. Only those with changes see a copy of the gradient, where it lies as the kernels want it.
  int32_t sum_row(const DrawnView<T>& drawn, int32_t view, int32_t in_batch, int32_t row, const FaceRun* runs,
                  int32_t count, int32_t known, StripMemory<T>& memory) const {
    const DrawKernels<T>& kernels = draw_kernels<T>();
    const int32_t* const faces = memory.strip.faces();
    // Up to three values more are read than a row has, which the last row does not offer.
    const bool is_readable = a_.grad_strides[3] == 1 && a_.grad_strides[2] == a_.channels && a_.grad_strides[1] > 2 &&
                             row + 1 < a_.size.height;
    find_changes(view, in_batch, row, memory.changes);
    memory.changed_row.resize(size_t(a_.size.width) * size_t(a_.channels) + 4);
    T* const copy = memory.changed_row.data();
    auto change = memory.changes.begin();
    const auto end = memory.changes.end();
    int32_t unchanged = 0;
    for (int32_t k = 0; k < count; ++k) {
      const int32_t begin = runs[k].pixel - row * a_.size.width;
      const IndexRange columns = {begin, begin + runs[k].count};
      while (change != end && change->column < columns.begin) ++change;
      const bool is_changed = change != end && change->column < columns.end;
      if (is_readable && !is_changed) continue;
      if (unchanged < k)
        known = kernels.sum_row(drawn, runs + unchanged, k - unchanged, faces, row, grad_at(view, row, 0), known,
                                memory.moments.data());
      unchanged = k + 1;
      copy_gradient(view, row, columns, copy);
      for (; change != end && change->column < columns.end; ++change) apply(view, *change, copy);
      known = kernels.sum_row(drawn, runs + k, 1, faces, row, copy, known, memory.moments.data());
    }
    if (unchanged < count)
      known = kernels.sum_row(drawn, runs + unchanged, count - unchanged, faces, row, grad_at(view, row, 0), known,
                              memory.moments.data());
    return known;
  }

  void sum_part(int32_t view, int32_t in_batch, int task) {
    static thread_local StripMemory<T> memory;
    const DrawKernels<T>& kernels = draw_kernels<T>();
    const DrawnView<T> drawn = {corners(in_batch),   a_.faces,    attributes_of(view),
                                a_.attributes.faces, a_.channels, a_.size.width};
    const FragmentView<T> seen = {a_.positions, a_.matrices + 16 * int64_t(view), a_.faces, nullptr, nullptr, nullptr,
                                  a_.size.width};
    T* const attributes = tables_->attributes.data() + task * attribute_table_;
    std::fill(attributes, attributes + attribute_table_, T(0));
    memory.grad_corners.assign(4 * size_t(a_.vertex_count), 0);
    const IndexRange part = strips_of_part(task % parts_, parts_, strips_);
    for (int32_t s = part.begin; s < part.end; ++s) {
      sum_strip(view, in_batch, chunk_range(s, kStripRows, a_.size.height), drawn, memory);
      kernels.spread(drawn, memory.strip.faces(), memory.strip.face_count(), memory.moments.data(), attributes,
                     memory.grad_corners.data());
    }
    double* const matrix = tables_->matrices.data() + 16 * int64_t(task);
    std::fill(matrix, matrix + 16, 0.0);
    face_sum_kernels<T>().to_mesh(seen, a_.vertex_count, memory.grad_corners.data(),
                                  tables_->positions.data() + task * position_table_, matrix);
  }

  const T* attributes_of(int32_t view) const {
    return a_.attributes.values + (a_.attributes.has_views ? view * attribute_table_ : 0);
  }

  void sum_strip(int32_t view, int32_t in_batch, IndexRange rows, const DrawnView<T>& drawn, StripMemory<T>& memory) {
    StripFaces& strip = memory.strip;
    const int32_t first_strip = view * chunks_of(a_.size.height, kDrawnRows);
    strip.clear(a_.face_count);
    for (int32_t s = rows.begin / kDrawnRows; s < chunks_of(rows.end, kDrawnRows); ++s)
      strip.take(a_.record.runs[size_t(first_strip + s)]);
    strip.forget_slots();
    enlarge(memory.moments, size_t(moment_stride(a_.channels)) * size_t(strip.face_count()));
    const FaceRun* const runs = strip.runs();
    int32_t known = 0;
    for (int32_t k = 0; k < strip.run_count();) {
      const int32_t first = k, row = runs[k].pixel / a_.size.width, row_end = (row + 1) * a_.size.width;
      while (k < strip.run_count() && runs[k].pixel < row_end) ++k;
      known = sum_row(drawn, view, in_batch, row, runs + first, k - first, known, memory);
    }
  }

  void add_up(int32_t first, int32_t count) {
    add_tables(tables_->positions.data(), count * parts_, position_table_, a_.threads, a_.grad_positions);
    for (int32_t v = 0; v < count; ++v) {
      T* const matrix = a_.grad_matrices + 16 * (int64_t(first) + v);
      for (int32_t part = 0; part < parts_; ++part)
        for (int k = 0; k < 16; ++k) matrix[k] += T(tables_->matrices[size_t(16 * (v * parts_ + part) + k)]);
    }
    const bool has_views = a_.attributes.has_views;
    for (int32_t v = 0; v < (has_views ? count : 1); ++v)
      add_tables(tables_->attributes.data() + v * parts_ * attribute_table_, has_views ? parts_ : count * parts_,
                 attribute_table_, a_.threads,
                 a_.grad_attributes + (has_views ? (int64_t(first) + v) * attribute_table_ : 0));
  }

  const DrawBackwardArguments<T>& a_;
  const int32_t strips_;
  const int64_t pixels_;
  const int32_t parts_;
  const int64_t position_table_, attribute_table_;
  const int32_t batch_;
  std::unique_ptr<Tables<T>> tables_;
};

}  // namespace

template <class T>
void draw_backward(const DrawBackwardArguments<T>& arguments) {
  DrawBackward<T>(arguments).run();
}

template void draw_backward(const DrawBackwardArguments<float>&);
template void draw_backward(const DrawBackwardArguments<double>&);

}  // namespace photosculpture
