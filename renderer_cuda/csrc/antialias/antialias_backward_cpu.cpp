// SPDX-License-Identifier: MIT
// Backward pass: the blends turned round for the image, and their weights' gradient to positions and view matrices.
// Every sum runs in one fixed order.
#include <algorithm>
#include <cstring>

#include "../common/ranges.h"
#include "../common/thread_pool.h"
#include "antialias_cpu.h"
#include "blend_gradient.h"

namespace photosculpture {
namespace {

constexpr int32_t kStripRows = 64;

struct VertexGradient {
  int32_t vertex;
  double x, y, z;
};

template <class T>
class Backward {
 public:
  explicit Backward(const AntialiasBackwardArguments<T>& arguments) : a_(arguments), views_(size_t(arguments.views)) {}

  void run() {
    if (a_.grad_image != nullptr) copy_gradient();
    parallel_for(a_.views, a_.threads, [&](int v) {
      if (a_.grad_image != nullptr) turn_round(v);
      if (a_.grad_positions != nullptr) to_mesh(v);
    });
    if (a_.grad_positions != nullptr) add_views();
  }

 private:
  struct View {
    std::vector<VertexGradient> vertices;
    double matrix[16] = {};
  };

  const T* grad_result(int32_t v, int32_t row, int32_t column) const {
    return a_.grad_result + v * a_.grad_strides[0] + row * a_.grad_strides[1] + column * a_.grad_strides[2];
  }
  const T* grad_result(int32_t v, int32_t pixel) const {
    const int32_t in_view = pixel - v * a_.size.height * a_.size.width;
    return grad_result(v, in_view / a_.size.width, in_view % a_.size.width);
  }
  int64_t channel_stride() const { return a_.grad_strides[3]; }

  void copy_gradient() {
    const int32_t strips = chunks_of(a_.size.height, kStripRows);
    const int64_t row_values = int64_t(a_.size.width) * a_.channels;
    const bool has_whole_rows = channel_stride() == 1 && a_.grad_strides[2] == a_.channels;
    parallel_for(a_.views * strips, a_.threads, [&](int index) {
      const int32_t v = index / strips;
      const IndexRange rows = chunk_range(index % strips, kStripRows, a_.size.height);
      for (int32_t row = rows.begin; row < rows.end; ++row) {
        T* to = a_.grad_image + (int64_t(v) * a_.size.height + row) * row_values;
        if (has_whole_rows) {
          memcpy(to, grad_result(v, row, 0), size_t(row_values) * sizeof(T));
          continue;
        }
        for (int32_t column = 0; column < a_.size.width; ++column)
          for (int32_t c = 0; c < a_.channels; ++c) *to++ = grad_result(v, row, column)[c * channel_stride()];
      }
    });
  }

  Blend blend(int64_t k) const { return read_blend(a_.rows + kBlendRow * k, a_.values + kBlendValues * k); }

  // result[target] += weight * (image[other] - image[target]), transposed.
  void turn_round(int32_t v) {
    for (int64_t k = a_.offsets[v]; k < a_.offsets[v + 1]; ++k) {
      const Blend b = blend(k);
      const T* const grad = grad_result(v, b.pixel);
      T* const target = a_.grad_image + int64_t(b.pixel) * a_.channels;
      T* const other = a_.grad_image + int64_t(other_pixel(b.pixel, b.code, a_.size.width)) * a_.channels;
      for (int32_t c = 0; c < a_.channels; ++c) {
        const T share = T(b.weight * double(grad[c * channel_stride()]));
        other[c] += share;
        target[c] -= share;
      }
    }
  }

  // By the coordinate of a blend's crossing.
  double grad_crossing(int32_t v, int64_t k, const Blend& b) const {
    const T* const grad = grad_result(v, b.pixel);
    const T *here, *there;
    if (a_.colours != nullptr) {
      here = a_.colours + 2 * k * a_.channels;
      there = here + a_.channels;
    } else {
      here = a_.image + int64_t(b.pixel) * a_.channels;
      there = a_.image + int64_t(other_pixel(b.pixel, b.code, a_.size.width)) * a_.channels;
    }
    return coordinate_gradient(b, grad, channel_stride(), here, there, a_.channels);
  }

  void to_mesh(int32_t v) {
    View& view = views_[size_t(v)];
    const T* const matrix = a_.matrices + 16 * int64_t(v);
    const SeenFaces<T> seen = {depth_view(matrix),
                               matrix,
                               a_.positions,
                               a_.faces,
                               nullptr,
                               nullptr,
                               nullptr,
                               nullptr,
                               nullptr,
                               0,
                               0,
                               0,
                               a_.size.height,
                               a_.size.width,
                               v};
    const auto add = [&](int32_t vertex, double x, double y, double z) { view.vertices.push_back({vertex, x, y, z}); };
    // Blends of one edge follow each other: their sum goes through the projection.
    for (int64_t k = a_.offsets[v]; k < a_.offsets[v + 1];) {
      const Blend first = blend(k);
      if ((first.code & kIsIntersection) != 0) {
        const double grad = grad_crossing(v, k, first);
        if (grad != 0) through_intersection(seen, first, grad, view.matrix, add);
        ++k;
        continue;
      }
      const ContourEnd begin = {first.corners[0], first.corners[1]}, end = {first.corners[2], first.corners[3]};
      const Vector2<double> from = to_pixel(end_point(begin, matrix, a_.positions));
      const Vector2<double> to = to_pixel(end_point(end, matrix, a_.positions));
      EdgeGradient<double> sum = {{0, 0}, {0, 0}};
      for (; k < a_.offsets[v + 1] && has_corners(k, first.corners); ++k) {
        const Blend b = blend(k);
        const int32_t in_view = b.pixel - v * a_.size.height * a_.size.width;
        const EdgeGradient<double> g = crossing_gradient(from, to, b, in_view, a_.size.width, grad_crossing(v, k, b));
        sum.begin = sum.begin + g.begin;
        sum.end = sum.end + g.end;
      }
      through_end(begin, sum.begin, matrix, a_.positions, view.matrix, add);
      through_end(end, sum.end, matrix, a_.positions, view.matrix, add);
    }
  }

  bool has_corners(int64_t k, const int32_t* corners) const {
    const int32_t* const row = a_.rows + kBlendRow * k;
    return (row[1] & kIsIntersection) == 0 && std::equal(corners, corners + 4, row + 2);
  }

  void add_views() {
    std::fill(a_.grad_positions, a_.grad_positions + 3 * int64_t(a_.vertex_count), T(0));
    for (int32_t v = 0; v < a_.views; ++v) {
      for (const VertexGradient& g : views_[size_t(v)].vertices) {
        T* const to = a_.grad_positions + 3 * int64_t(g.vertex);
        to[0] += T(g.x);
        to[1] += T(g.y);
        to[2] += T(g.z);
      }
      for (int k = 0; k < 16; ++k) a_.grad_matrices[16 * int64_t(v) + k] = T(views_[size_t(v)].matrix[k]);
    }
  }

  const AntialiasBackwardArguments<T>& a_;
  std::vector<View> views_;
};

}  // namespace

template <class T>
void antialias_backward(const AntialiasBackwardArguments<T>& arguments) {
  Backward<T>(arguments).run();
}

template void antialias_backward(const AntialiasBackwardArguments<float>&);
template void antialias_backward(const AntialiasBackwardArguments<double>&);

}  // namespace photosculpture
