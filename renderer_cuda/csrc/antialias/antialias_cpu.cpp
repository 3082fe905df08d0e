// SPDX-License-Identifier: MIT
// Forward pass over all views: each step is a list of independent tasks of a
// size that does not depend on the number of threads, so that neither does the
// result. Blends are found in parallel and applied view by view, in their
// order.
#include "antialias_cpu.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "../common/buckets.h"
#include "../common/ranges.h"
#include "../common/shelf.h"
#include "../common/thread_pool.h"
#include "contour_tables.h"
#include "intersections.h"
#include "strange_faces.h"

namespace photosculpture {
namespace {

constexpr int32_t kMeshChunk = 32768;   // vertices, faces or edges a task
constexpr int32_t kContourChunk = 512;  // contour edges a task
constexpr int32_t kStripRows = 64;

template <class T>
struct View {
  ViewOutline<T> outline;
  LinkTable next, previous;
  std::vector<Blend> blends;
  std::vector<T> colours;  // (B, 2, C), see BlendRecord
  ReachTable reaches;      // of the contour's crossings
  Buckets strips;          // blends by the strip of their target
};

template <class T>
struct Workspace {
  std::vector<View<T>> views;
  std::vector<std::vector<ContourEdge>> contour_parts;
  std::vector<std::vector<Blend>> blend_parts;
};

template <class T>
class Record final : public BlendRecord<T> {
 public:
  Record(std::unique_ptr<Workspace<T>> workspace, int32_t views) : workspace_(std::move(workspace)), views_(views) {}
  ~Record() override { Shelf<Workspace<T>>::instance().put_back(std::move(workspace_)); }

  int64_t count() const override {
    int64_t total = 0;
    for (int32_t v = 0; v < views_; ++v) total += int64_t(workspace_->views[size_t(v)].blends.size());
    return total;
  }

  void write(int32_t* rows, double* values, int64_t* offsets, T* colours) const override {
    offsets[0] = 0;
    for (int32_t v = 0; v < views_; ++v) {
      const std::vector<T>& kept = workspace_->views[size_t(v)].colours;
      if (colours) colours = std::copy(kept.begin(), kept.end(), colours);
      const std::vector<Blend>& blends = workspace_->views[size_t(v)].blends;
      for (const Blend& blend : blends) {
        write_blend(blend, rows, values);
        rows += kBlendRow;
        values += kBlendValues;
      }
      offsets[v + 1] = offsets[v] + int64_t(blends.size());
    }
  }

 private:
  std::unique_ptr<Workspace<T>> workspace_;
  const int32_t views_;
};

template <class T>
class Forward {
 public:
  explicit Forward(const AntialiasArguments<T>& arguments)
      : a_(arguments),
        mesh_(arguments.mesh),
        workspace_(Shelf<Workspace<T>>::instance().take()),
        strips_(chunks_of(arguments.size.height, kStripRows)) {
    if (int32_t(workspace_->views.size()) < a_.views) workspace_->views.resize(size_t(a_.views));
  }

  std::unique_ptr<BlendRecord<T>> run() {
    project_all();
    find_contours();
    follow_contours();
    if (a_.intersections) find_intersections();
    write_result();
    return std::make_unique<Record<T>>(std::move(workspace_), a_.views);
  }

 private:
  // Runs task(view, chunk, range) over chunks of all views.
  template <class Task>
  void for_chunks(int32_t count, int32_t chunk, Task task) {
    const int32_t chunks = chunks_of(count, chunk);
    parallel_for(a_.views * chunks, a_.threads,
                 [&](int index) { task(index / chunks, index % chunks, chunk_range(index % chunks, chunk, count)); });
  }

  const T* matrix(int32_t v) const { return a_.matrices + 16 * int64_t(v); }
  View<T>& view(int32_t v) { return workspace_->views[size_t(v)]; }
  size_t view_pixels() const { return size_t(a_.size.height) * size_t(a_.size.width); }
  size_t view_values() const { return view_pixels() * size_t(a_.channels); }

  SeenFaces<T> seen(int32_t v) const {
    return {depth_view(matrix(v)), matrix(v),        mesh_.positions,
            mesh_.faces,           mesh_.pair_codes, mesh_.fan_offsets,
            mesh_.fan_codes,       a_.parts,         a_.face_indices + size_t(v) * view_pixels(),
            mesh_.face_count,      mesh_.edge_count, mesh_.pairs,
            a_.size.height,        a_.size.width,    v};
  }

  void project_all() {
    for (int32_t v = 0; v < a_.views; ++v) view(v).outline.make_room(mesh_);
    const int32_t chunks = chunks_of(mesh_.vertex_count, kMeshChunk);
    std::vector<char> all_in_front(size_t(a_.views) * size_t(chunks), 1);
    for_chunks(mesh_.vertex_count, kMeshChunk, [&](int32_t v, int32_t chunk, IndexRange range) {
      all_in_front[size_t(v * chunks + chunk)] = project_vertices(mesh_, matrix(v), range, view(v).outline);
    });
    for (int32_t v = 0; v < a_.views; ++v) {
      const auto first = all_in_front.begin() + int64_t(v) * chunks;
      view(v).outline.crosses_near = std::find(first, first + chunks, 0) != first + chunks;
    }
    for_chunks(mesh_.face_count, kMeshChunk, [&](int32_t v, int32_t, IndexRange range) {
      find_face_sides(mesh_, matrix(v), range, view(v).outline);
    });
  }

  void find_contours() {
    const int32_t chunks = chunks_of(mesh_.edge_count, kMeshChunk);
    auto& parts = workspace_->contour_parts;
    if (parts.size() < size_t(a_.views) * size_t(chunks)) parts.resize(size_t(a_.views) * size_t(chunks));
    for_chunks(mesh_.edge_count, kMeshChunk, [&](int32_t v, int32_t chunk, IndexRange range) {
      std::vector<ContourEdge>& part = parts[size_t(v * chunks + chunk)];
      part.clear();
      find_contour_edges(mesh_, range, view(v).outline, part);
    });
    parallel_for(a_.views, a_.threads,
                 [&](int v) { join_contour(parts.data() + size_t(v) * size_t(chunks), chunks, view(v)); });
  }

  void join_contour(const std::vector<ContourEdge>* parts, int32_t count, View<T>& view) {
    std::vector<ContourEdge>& contour = view.outline.contour;
    for (LinkTable* const links : {&view.next, &view.previous}) {
      for (const ContourEdge& edge : contour)
        for (const ContourEnd end : {edge.begin, edge.end}) links->forget(end.vertex);
      links->make_room(mesh_.vertex_count);
    }
    contour.clear();
    const auto bounds = [](const ContourEdge& edge) { return edge.is_contour != 0; };
    for (int32_t k = 0; k < count; ++k)
      std::copy_if(parts[k].begin(), parts[k].end(), std::back_inserter(contour), bounds);
    for (const ContourEdge& edge : contour) {
      if (edge.begin.partner >= 0 || edge.end.partner >= 0) continue;
      const ContourLink link = contour_link(edge.begin.vertex, edge.end.vertex, edge.jump);
      view.next.add(link.tail, link.head);
      view.previous.add(link.head, link.tail);
    }
    if (view.outline.crosses_near) find_near_cuts(mesh_, view.outline, contour);
  }

  // In chunks of contour edges, which may be of different views.
  void follow_contours() {
    struct Task {
      int32_t view;
      IndexRange contour;
    };
    std::vector<Task> tasks;
    std::vector<int32_t> first_tasks;
    for (int32_t v = 0; v < a_.views; ++v) {
      first_tasks.push_back(int32_t(tasks.size()));
      const int32_t count = int32_t(view(v).outline.contour.size());
      for (int32_t k = 0; k < chunks_of(count, kContourChunk); ++k)
        tasks.push_back({v, chunk_range(k, kContourChunk, count)});
    }
    first_tasks.push_back(int32_t(tasks.size()));
    make_parts(tasks.size());
    parallel_for(int(tasks.size()), a_.threads, [&](int index) {
      const Task& task = tasks[size_t(index)];
      follow_edges(task.view, task.contour, part(index));
    });
    parallel_for(a_.views, a_.threads, [&](int v) {
      view(v).blends.clear();
      append_parts(first_tasks[size_t(v)], first_tasks[size_t(v) + 1], view(v).blends);
      keep_farthest(v);
    });
  }

  void find_intersections() {
    make_parts(size_t(a_.views) * size_t(strips_));
    parallel_for(a_.views * strips_, a_.threads,
                 [&](int strip) { find_intersections(strip / strips_, strip_rows(strip), part(strip)); });
    for (int32_t v = 0; v < a_.views; ++v) append_parts(v * strips_, (v + 1) * strips_, view(v).blends);
  }

  void write_result() {
    parallel_for(a_.views, a_.threads, [&](int v) {
      list_by_strips(view(v), v);
      if (is_in_place()) keep_colours(view(v));
    });
    parallel_for(a_.views * strips_, a_.threads, [&](int strip) {
      if (!is_in_place()) copy_strip(strip);
      apply(view(strip / strips_), strip % strips_);
    });
  }

  void make_parts(size_t count) {
    if (workspace_->blend_parts.size() < count) workspace_->blend_parts.resize(count);
    for (size_t k = 0; k < count; ++k) workspace_->blend_parts[k].clear();
  }
  std::vector<Blend>& part(int32_t index) { return workspace_->blend_parts[size_t(index)]; }
  void append_parts(int32_t begin, int32_t end, std::vector<Blend>& all) {
    for (int32_t k = begin; k < end; ++k) all.insert(all.end(), part(k).begin(), part(k).end());
  }

  // Of several crossings between the same two pixels the one that reaches farthest; the others' order does not change.
  void keep_farthest(int32_t v) {
    View<T>& kept = view(v);
    const auto key = [&, first_pixel = v * a_.size.height * a_.size.width](const Blend& blend) {
      return pair_key(blend, first_pixel, a_.size.width);
    };
    kept.reaches.reset(kept.blends.size());
    for (const Blend& blend : kept.blends) kept.reaches.raise(key(blend), reach_key(blend));
    const auto is_outreached = [&](const Blend& blend) { return reach_key(blend) != kept.reaches(key(blend)); };
    kept.blends.erase(std::remove_if(kept.blends.begin(), kept.blends.end(), is_outreached), kept.blends.end());
  }

  void list_by_strips(View<T>& view, int32_t v) {
    const int32_t first_pixel = v * a_.size.height * a_.size.width, strip_pixels = kStripRows * a_.size.width;
    view.strips.build(strips_, int32_t(view.blends.size()), [&](int32_t k, auto visit) {
      visit((view.blends[size_t(k)].pixel - first_pixel) / strip_pixels);
    });
  }

  IndexRange strip_rows(int32_t strip) const { return chunk_range(strip % strips_, kStripRows, a_.size.height); }

  void follow_edges(int32_t v, IndexRange range, std::vector<Blend>& blends) {
    const View<T>& from = view(v);
    const SeenFaces<T> faces = seen(v);
    const auto next = [&](int32_t vertex) { return from.next(vertex); };
    const auto previous = [&](int32_t vertex) { return from.previous(vertex); };
    KeptPlanes<T> planes(faces);
    Blend blend;
    for (int32_t k = range.begin; k < range.end; ++k) {
      const ContourEdge& contour = from.outline.contour[size_t(k)];
      ScreenEdge edge = screen_edge(faces, planes, contour);
      if (contour.begin.partner < 0 && contour.end.partner < 0)
        edge.direction =
            contour_direction(from.outline.pixels.data(),
                              contour_link(contour.begin.vertex, contour.end.vertex, contour.jump), next, previous);
      const LineRange lines = crossed_lines(edge, a_.size.height, a_.size.width);
      for (int32_t line = lines.begin; line < lines.end; ++line)
        if (edge_blend(faces, planes, edge, line, blend)) blends.push_back(blend);
    }
  }

  void copy_strip(int32_t strip) {
    const IndexRange rows = strip_rows(strip);
    const size_t row_values = size_t(a_.size.width) * size_t(a_.channels);
    const size_t first = size_t(strip / strips_) * view_values() + size_t(rows.begin) * row_values;
    memcpy(a_.result + first, a_.image + first, size_t(rows.end - rows.begin) * row_values * sizeof(T));
  }

  void find_intersections(int32_t v, IndexRange rows, std::vector<Blend>& blends) {
    static thread_local std::vector<int32_t> columns;
    const SeenFaces<T> faces = seen(v);
    const int32_t width = a_.size.width;
    columns.resize(size_t(width) + kColumnSlack);
    const auto look = [&](int32_t row, IndexRange pixels, int32_t step) {
      const int32_t* const here = faces.face_indices + int64_t(row) * width + pixels.begin;
      const int32_t count =
          strange_face_kernels().find({here, here + step, pixels.end - pixels.begin}, mesh_.faces, columns.data());
      for (int32_t k = 0; k < count; ++k)
        look_between(faces, row * width + pixels.begin + columns[size_t(k)], step != 1, blends);
    };
    for (int32_t row = rows.begin; row < rows.end; ++row) {
      const IndexRange here = span(v, row);
      look(row, {here.begin, std::min(here.end, width - 1)}, 1);
      if (row + 1 == a_.size.height) continue;
      const IndexRange below = span(v, row + 1);
      look(row, {std::max(here.begin, below.begin), std::min(here.end, below.end)}, width);
    }
  }

  IndexRange span(int32_t v, int32_t row) const {
    return a_.spans ? a_.spans[int64_t(v) * a_.size.height + row] : IndexRange{0, a_.size.width};
  }

  // Faces of one part that are too far from each other to meet are told apart
  // here.
  void look_between(const SeenFaces<T>& faces, int32_t lower, bool is_along_column, std::vector<Blend>& blends) {
    const int32_t face = faces.face_indices[lower];
    const int32_t other = faces.face_indices[lower + (is_along_column ? a_.size.width : 1)];
    const int32_t* const a = mesh_.faces + 3 * int64_t(face);
    const int32_t* const b = mesh_.faces + 3 * int64_t(other);
    const ViewOutline<T>& outline = view(faces.view).outline;
    if (!outline.crosses_near && a_.parts[face] == a_.parts[other]) {
      const Vector2<T>* const pixels = outline.pixels.data();
      const auto along = [&](int32_t vertex) { return is_along_column ? pixels[vertex].y : pixels[vertex].x; };
      const T end = max_of(max_of(along(a[0]), along(a[1])), along(a[2]));
      const T begin = min_of(min_of(along(b[0]), along(b[1])), along(b[2]));
      if (end < begin) return;
    }
    const auto is_contour = [&](int32_t key) { return view(faces.view).reaches(key) != 0; };
    Blend blend;
    if (intersection_blend(faces, lower, is_along_column, is_contour, blend)) blends.push_back(blend);
  }

  bool is_in_place() const { return a_.image == a_.result; }
  const T* target(const Blend& blend) const { return a_.image + int64_t(blend.pixel) * a_.channels; }
  const T* other(const Blend& blend) const {
    return a_.image + int64_t(other_pixel(blend.pixel, blend.code, a_.size.width)) * a_.channels;
  }

  void keep_colours(View<T>& view) {
    view.colours.resize(view.blends.size() * 2 * size_t(a_.channels));
    T* to = view.colours.data();
    for (const Blend& blend : view.blends)
      for (const T* const from : {target(blend), other(blend)}) to = std::copy(from, from + a_.channels, to);
  }

  void apply(const View<T>& view, int32_t strip) {
    view.strips.for_each(strip, [&](int32_t k) {
      const Blend& blend = view.blends[size_t(k)];
      const T* const kept = view.colours.data() + 2 * int64_t(k) * a_.channels;
      const T* const here = is_in_place() ? kept : target(blend);
      const T* const there = is_in_place() ? kept + a_.channels : other(blend);
      T* const to = a_.result + int64_t(blend.pixel) * a_.channels;
      for (int32_t c = 0; c < a_.channels; ++c)
        to[c] = T(double(to[c]) + blend.weight * (double(there[c]) - double(here[c])));
    });
  }

  const AntialiasArguments<T>& a_;
  const MeshView<T>& mesh_;
  std::unique_ptr<Workspace<T>> workspace_;
  const int32_t strips_;
};

}  // namespace

void find_parts(const int32_t* faces, int32_t face_count, int32_t vertex_count, int32_t* parts) {
  std::vector<int32_t> above(static_cast<size_t>(vertex_count));
  std::iota(above.begin(), above.end(), 0);
  const auto top = [&](int32_t vertex) {
    while (above[size_t(vertex)] != vertex) {
      int32_t& next = above[size_t(vertex)];
      next = above[size_t(next)];
      vertex = next;
    }
    return vertex;
  };
  for (int64_t f = 0; f < face_count; ++f) {
    const int32_t a = top(faces[3 * f]), b = top(faces[3 * f + 1]), c = top(faces[3 * f + 2]);
    const int32_t least = std::min({a, b, c});
    above[size_t(a)] = above[size_t(b)] = above[size_t(c)] = least;
  }
  for (int64_t f = 0; f < face_count; ++f) parts[f] = top(faces[3 * f]);
}

template <class T>
std::unique_ptr<BlendRecord<T>> antialias_forward(const AntialiasArguments<T>& arguments) {
  return Forward<T>(arguments).run();
}

template std::unique_ptr<BlendRecord<float>> antialias_forward(const AntialiasArguments<float>&);
template std::unique_ptr<BlendRecord<double>> antialias_forward(const AntialiasArguments<double>&);

}  // namespace photosculpture
