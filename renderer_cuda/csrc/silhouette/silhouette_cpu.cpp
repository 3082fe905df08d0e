// SPDX-License-Identifier: MIT
// Forward pass over all views: each stage is a list of independent tasks of a size that does not depend on the number
// of threads, so that neither does the result.
#include "silhouette_cpu.h"

#include <algorithm>
#include <cstring>

#include "../common/large_pages.h"
#include "../common/shelf.h"
#include "../common/thread_pool.h"

namespace photosculpture {
namespace {

constexpr int32_t kMeshChunk = 32768;   // vertices, faces or edges a task
constexpr int32_t kContourChunk = 256;  // contour edges a task
constexpr int32_t kStripRows = 32;

template <class T>
struct BandPixels {
  std::vector<int32_t> pixel, segment;
  std::vector<T> slope;
};

template <class T>
struct StripScratch {
  std::vector<T> squared_distance, slope;
  std::vector<int32_t> segment, band_pixel, band_segment;
  std::vector<uint64_t> touched;
};

template <class T>
struct Workspace {
  std::vector<ViewOutline<T>> views;
  std::vector<BandPixels<T>> bands;  // one a strip
  std::vector<std::vector<ContourEdge>> contour_parts;
  std::vector<std::vector<OutlineSegment>> segment_parts;
};

template <class T>
class Record final : public OutlineRecord<T> {
 public:
  explicit Record(std::unique_ptr<Workspace<T>> workspace, int32_t views, int32_t strips)
      : workspace_(std::move(workspace)), views_(views), strips_(strips) {}
  ~Record() override { Shelf<Workspace<T>>::instance().put_back(std::move(workspace_)); }

  int64_t contour_count() const override {
    return sum([](const ViewOutline<T>& view) { return view.contour.size(); });
  }
  int64_t segment_count() const override {
    return sum([](const ViewOutline<T>& view) { return view.segments.size(); });
  }
  int64_t band_count() const override {
    int64_t total = 0;
    for (int32_t k = 0; k < views_ * strips_; ++k) total += int64_t(workspace_->bands[size_t(k)].pixel.size());
    return total;
  }

  void write(int32_t* contour, int32_t* segments, double* intervals, int32_t* band_pixels, int32_t* band_segments,
             T* band_slopes, int32_t* offsets) const override {
    int32_t* const contour_offsets = offsets;
    int32_t* const segment_offsets = offsets + views_ + 1;
    int32_t* const band_offsets = offsets + 2 * (views_ + 1);
    int32_t first_edge = 0, first_segment = 0, first_pixel = 0;
    for (int32_t v = 0; v < views_; ++v) {
      contour_offsets[v] = first_edge;
      segment_offsets[v] = first_segment;
      band_offsets[v] = first_pixel;
      const ViewOutline<T>& view = workspace_->views[size_t(v)];
      for (const ContourEdge& edge : view.contour) {
        const int32_t row[5] = {edge.begin.vertex, edge.begin.partner, edge.end.vertex, edge.end.partner, edge.jump};
        contour = std::copy(row, row + 5, contour);
      }
      const auto shifted = [&](int32_t edge) { return edge < 0 ? edge : edge + first_edge; };
      for (const OutlineSegment& segment : view.segments) {
        const int32_t row[3] = {shifted(segment.edge), shifted(segment.begins_at), shifted(segment.ends_at)};
        segments = std::copy(row, row + 3, segments);
        *intervals++ = segment.t_begin;
        *intervals++ = segment.t_end;
      }
      for (int32_t s = 0; s < strips_; ++s) {
        const BandPixels<T>& band = workspace_->bands[size_t(v * strips_ + s)];
        band_pixels = std::copy(band.pixel.begin(), band.pixel.end(), band_pixels);
        band_slopes = std::copy(band.slope.begin(), band.slope.end(), band_slopes);
        for (int32_t segment : band.segment) *band_segments++ = segment + 2 * first_segment;
        first_pixel += int32_t(band.pixel.size());
      }
      first_edge += int32_t(view.contour.size());
      first_segment += int32_t(view.segments.size());
    }
    contour_offsets[views_] = first_edge;
    segment_offsets[views_] = first_segment;
    band_offsets[views_] = first_pixel;
  }

 private:
  template <class Count>
  int64_t sum(Count count) const {
    int64_t total = 0;
    for (int32_t v = 0; v < views_; ++v) total += int64_t(count(workspace_->views[size_t(v)]));
    return total;
  }

  std::unique_ptr<Workspace<T>> workspace_;
  const int32_t views_, strips_;
};

template <class T>
class Forward {
 public:
  explicit Forward(const ForwardArguments<T>& arguments)
      : arguments_(arguments),
        mesh_(arguments.mesh),
        workspace_(Shelf<Workspace<T>>::instance().take()),
        strips_(chunks_of(arguments.size.height, kStripRows)) {
    if (int32_t(workspace_->views.size()) < arguments.views) workspace_->views.resize(size_t(arguments.views));
    if (int32_t(workspace_->bands.size()) < arguments.views * strips_)
      workspace_->bands.resize(size_t(arguments.views * strips_));
  }

  std::unique_ptr<OutlineRecord<T>> run() {
    const size_t pixels = size_t(arguments_.views) * size_t(arguments_.size.height) * size_t(arguments_.size.width);
    advise_large_pages(arguments_.image, pixels * sizeof(T));
    project_all();
    find_contours();
    find_outlines();
    draw_strips();
    return std::make_unique<Record<T>>(std::move(workspace_), arguments_.views, strips_);
  }

 private:
  // Runs task(view, range) over chunks of all views.
  template <class Task>
  void for_chunks(int32_t count, int32_t chunk, Task task) {
    const int32_t chunks = chunks_of(count, chunk);
    parallel_for(arguments_.views * chunks, arguments_.threads,
                 [&](int index) { task(index / chunks, index % chunks, chunk_range(index % chunks, chunk, count)); });
  }

  const T* matrix(int32_t view) const { return arguments_.matrices + 16 * int64_t(view); }

  void project_all() {
    for (int32_t v = 0; v < arguments_.views; ++v) {
      ViewOutline<T>& view = workspace_->views[size_t(v)];
      view.make_room(mesh_);
      view.contour.clear();
      view.segments.clear();
      view.crosses_near = false;
    }
    const int32_t chunks = chunks_of(mesh_.vertex_count, kMeshChunk);
    std::vector<char> all_in_front(size_t(arguments_.views * chunks), 1);
    for_chunks(mesh_.vertex_count, kMeshChunk, [&](int32_t v, int32_t chunk, IndexRange range) {
      all_in_front[size_t(v * chunks + chunk)] =
          project_vertices(mesh_, matrix(v), range, workspace_->views[size_t(v)]);
    });
    for (int32_t k = 0; k < arguments_.views * chunks; ++k)
      if (!all_in_front[size_t(k)]) workspace_->views[size_t(k / chunks)].crosses_near = true;
  }

  void find_contours() {
    for_chunks(mesh_.face_count, kMeshChunk, [&](int32_t v, int32_t, IndexRange range) {
      find_face_sides(mesh_, matrix(v), range, workspace_->views[size_t(v)]);
    });
    const int32_t chunks = chunks_of(mesh_.edge_count, kMeshChunk);
    auto& parts = workspace_->contour_parts;
    if (parts.size() < size_t(arguments_.views * chunks)) parts.resize(size_t(arguments_.views * chunks));
    for_chunks(mesh_.edge_count, kMeshChunk, [&](int32_t v, int32_t chunk, IndexRange range) {
      std::vector<ContourEdge>& part = parts[size_t(v * chunks + chunk)];
      part.clear();
      find_contour_edges(mesh_, range, workspace_->views[size_t(v)], part);
    });
    parallel_for(arguments_.views, arguments_.threads, [&](int v) {
      ViewOutline<T>& view = workspace_->views[size_t(v)];
      for (int32_t chunk = 0; chunk < chunks; ++chunk) {
        const std::vector<ContourEdge>& part = parts[size_t(v * chunks + chunk)];
        view.contour.insert(view.contour.end(), part.begin(), part.end());
      }
      if (view.crosses_near) find_near_cuts(mesh_, view, view.contour);
      place_contour(mesh_, matrix(v), arguments_.size, double(arguments_.reach), view);
    });
  }

  void find_outlines() {
    struct Part {
      int32_t view;
      IndexRange contour;
    };
    std::vector<Part> parts;
    for (int32_t v = 0; v < arguments_.views; ++v) {
      const int32_t count = int32_t(workspace_->views[size_t(v)].contour.size());
      for (int32_t k = 0; k < chunks_of(count, kContourChunk); ++k)
        parts.push_back({v, chunk_range(k, kContourChunk, count)});
    }
    auto& segments = workspace_->segment_parts;
    if (segments.size() < parts.size()) segments.resize(parts.size());
    parallel_for(int(parts.size()), arguments_.threads, [&](int k) {
      const Part& part = parts[size_t(k)];
      segments[size_t(k)].clear();
      find_exposed_segments(workspace_->views[size_t(part.view)], part.contour, segments[size_t(k)]);
    });
    for (size_t k = 0; k < parts.size(); ++k) {
      std::vector<OutlineSegment>& all = workspace_->views[size_t(parts[k].view)].segments;
      all.insert(all.end(), segments[k].begin(), segments[k].end());
    }
    parallel_for(arguments_.views, arguments_.threads, [&](int v) {
      cut_into_pieces(arguments_.size, arguments_.reach, kStripRows, workspace_->views[size_t(v)]);
    });
  }

  void draw_strips() {
    parallel_for(arguments_.views * strips_, arguments_.threads,
                 [&](int index) { draw_strip(index / strips_, index % strips_); });
  }

  void draw_strip(int32_t v, int32_t s) {
    static thread_local StripScratch<T> scratch;
    const ViewOutline<T>& view = workspace_->views[size_t(v)];
    const ImageSize size = arguments_.size;
    const IndexRange rows = chunk_range(s, kStripRows, size.height);
    const bool is_coverage = arguments_.softness > T(0);
    const T inside = is_coverage ? T(1) : -arguments_.reach, outside = is_coverage ? T(0) : arguments_.reach;
    T* const image = arguments_.image + int64_t(v) * size.height * size.width;
    fill_rows(view, size, rows, inside, outside, image);

    const int32_t stride = chunks_of(size.width, kBlock) * kBlock, words = chunks_of(stride / kBlock, 64);
    const size_t pixels = size_t(kStripRows) * size_t(stride);
    if (scratch.segment.size() < pixels) {
      scratch.squared_distance.resize(pixels);
      scratch.segment.resize(pixels);
      scratch.slope.resize(pixels);
      scratch.band_pixel.resize(pixels);
      scratch.band_segment.resize(pixels);
    }
    scratch.touched.assign(size_t(kStripRows) * size_t(words), 0);
    Strip<T> strip = {rows.begin,
                      rows.end - rows.begin,
                      size.width,
                      stride,
                      arguments_.reach,
                      scratch.squared_distance.data(),
                      scratch.segment.data(),
                      scratch.touched.data(),
                      words};
    const int32_t first = view.strips.offsets[size_t(s)], last = view.strips.offsets[size_t(s) + 1];
    strip_kernels<T>().measure(view.pieces.data(), view.strips.items.data() + first, last - first, strip);
    Band<T> band = {scratch.band_pixel.data(), scratch.band_segment.data(), scratch.slope.data(), 0};
    strip_kernels<T>().collect(strip, arguments_.softness, inside, v * size.height * size.width, image, band);
    BandPixels<T>& kept = workspace_->bands[size_t(v * strips_ + s)];
    kept.pixel.assign(band.pixel, band.pixel + band.count);
    kept.segment.assign(band.segment, band.segment + band.count);
    kept.slope.assign(band.slope, band.slope + band.count);
  }

  const ForwardArguments<T>& arguments_;
  const MeshView<T>& mesh_;
  std::unique_ptr<Workspace<T>> workspace_;
  const int32_t strips_;
};

}  // namespace

template <class T>
std::unique_ptr<OutlineRecord<T>> silhouette_forward(const ForwardArguments<T>& arguments) {
  return Forward<T>(arguments).run();
}

template std::unique_ptr<OutlineRecord<float>> silhouette_forward(const ForwardArguments<float>&);
template std::unique_ptr<OutlineRecord<double>> silhouette_forward(const ForwardArguments<double>&);

}  // namespace photosculpture
