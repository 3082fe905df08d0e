// SPDX-License-Identifier: MIT
// Backward pass: pixels -> ends of contour edges -> positions and view matrices. Every sum runs in one fixed order.
#include <algorithm>
#include <vector>

#include "../common/thread_pool.h"
#include "outline_gradient.h"
#include "silhouette_cpu.h"

namespace photosculpture {
namespace {

constexpr int32_t kBandChunk = 32768;  // band pixels a task; each task has sums of its own, added up in order

struct VertexGradient {
  int32_t vertex;
  double x, y, z;
};

template <class T>
class Backward {
 public:
  explicit Backward(const BackwardArguments<T>& arguments) : a_(arguments), views_(size_t(arguments.views)) {}

  void run() {
    place_segments();
    sum_pixels();
    parallel_for(a_.views, a_.threads, [&](int v) { to_mesh(v); });
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

 private:
  struct View {
    std::vector<EdgeGradient<double>> edges;  // (chunks, contour edges of the view)
    std::vector<VertexGradient> vertices;
    double matrix[16] = {};
  };
  struct Task {
    int32_t view, chunk, begin, end;
  };

  const int32_t* contour_offsets() const { return a_.offsets; }
  const int32_t* segment_offsets() const { return a_.offsets + (int64_t(a_.views) + 1); }
  const int32_t* band_offsets() const { return a_.offsets + 2 * (int64_t(a_.views) + 1); }
  int32_t edge_count(int32_t v) const { return contour_offsets()[v + 1] - contour_offsets()[v]; }
  const T* matrix(int32_t v) const { return a_.matrices + 16 * int64_t(v); }

  PlacedEdge place(int32_t v, int32_t edge) const {
    return place_edge(a_.contour + 5 * int64_t(edge), matrix(v), a_.positions);
  }

  void place_segments() {
    segments_.resize(size_t(segment_offsets()[a_.views]));
    parallel_for(a_.views, a_.threads, [&](int v) {
      for (int32_t s = segment_offsets()[v]; s < segment_offsets()[v + 1]; ++s) {
        const int32_t* const segment = a_.segments + 3 * int64_t(s);
        segments_[size_t(s)] = place_segment(segment, a_.intervals + 2 * int64_t(s), place(v, segment[0]));
      }
    });
  }

  void sum_pixels() {
    std::vector<Task> tasks;
    for (int32_t v = 0; v < a_.views; ++v) {
      int32_t chunk = 0;
      for (int32_t k = band_offsets()[v]; k < band_offsets()[v + 1];
           k += std::min(kBandChunk, band_offsets()[v + 1] - k))
        tasks.push_back({v, chunk++, k, k + std::min(kBandChunk, band_offsets()[v + 1] - k)});
      views_[size_t(v)].edges.assign(size_t(chunk) * size_t(edge_count(v)), {{0, 0}, {0, 0}});
    }
    parallel_for(int(tasks.size()), a_.threads, [&](int k) { sum_chunk(tasks[size_t(k)]); });
  }

  void sum_chunk(const Task& task) {
    const int32_t first_edge = contour_offsets()[task.view];
    const int32_t first_pixel = task.view * a_.size.height * a_.size.width;
    const T* const grad_view = a_.grad_image + task.view * a_.grad_strides[0];
    EdgeGradient<double>* const sums =
        views_[size_t(task.view)].edges.data() + int64_t(task.chunk) * edge_count(task.view);
    const auto placed = [&](int32_t edge) { return place(task.view, edge); };
    const auto add = [&](int32_t edge, const EdgeGradient<double>& by_edge, double scale) {
      EdgeGradient<double>& sum = sums[edge - first_edge];
      sum.begin = sum.begin + scale * by_edge.begin;
      sum.end = sum.end + scale * by_edge.end;
    };
    int32_t row = (a_.band_pixels[task.begin] - first_pixel) / a_.size.width;
    for (int32_t k = task.begin; k < task.end; ++k) {
      const int32_t pixel = a_.band_pixels[k] - first_pixel;
      while (pixel >= (row + 1) * a_.size.width) ++row;  // they come row by row
      const int32_t column = pixel - row * a_.size.width;
      const double grad =
          double(grad_view[row * a_.grad_strides[1] + column * a_.grad_strides[2]]) * double(a_.band_slopes[k]);
      if (grad == 0) continue;
      const PlacedSegment& segment = segments_[size_t(a_.band_segments[k] >> 1)];
      const DistanceGradient by_edge =
          distance_gradient(segment, {column + 0.5, row + 0.5}, a_.band_segments[k] & 1, placed);
      add(segment.edge, by_edge.edge, grad);
      if (by_edge.other >= 0) add(by_edge.other, by_edge.other_edge, grad);
    }
  }

  void to_mesh(int32_t v) {
    View& view = views_[size_t(v)];
    const size_t count = size_t(edge_count(v));
    const auto add = [&](int32_t vertex, double x, double y, double z) { view.vertices.push_back({vertex, x, y, z}); };
    for (size_t e = 0; e < count; ++e) {
      Vector2<double> begin = {0, 0}, end = {0, 0};
      for (size_t k = e; k < view.edges.size(); k += count) {
        begin = begin + view.edges[k].begin;
        end = end + view.edges[k].end;
      }
      const int32_t* row = a_.contour + 5 * (int64_t(contour_offsets()[v]) + int64_t(e));
      through_end(ContourEnd{row[0], row[1]}, begin, matrix(v), a_.positions, view.matrix, add);
      through_end(ContourEnd{row[2], row[3]}, end, matrix(v), a_.positions, view.matrix, add);
    }
  }

  const BackwardArguments<T>& a_;
  std::vector<View> views_;
  std::vector<PlacedSegment> segments_;  // of all views
};

}  // namespace

template <class T>
void silhouette_backward(const BackwardArguments<T>& arguments) {
  Backward<T>(arguments).run();
}

template void silhouette_backward(const BackwardArguments<float>&);
template void silhouette_backward(const BackwardArguments<double>&);

}  // namespace photosculpture
