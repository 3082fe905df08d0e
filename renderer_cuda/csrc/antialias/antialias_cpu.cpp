// SPDX-License-Identifier: MIT
// Forward pass over all views: each step is a list of independent tasks of a
// size that does not depend on the number of threads, so that neither does the
// result. Blends are found in parallel and applied view by view, in their
// order.
#include "antialias_cpu.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "../common/ranges.h"
#include "../common/shelf.h"
#include "../common/thread_pool.h"
#include "contour_links.h"
#include "intersections.h"
#include "strange_faces.h"

namespace photosculpture {
namespace {

constexpr int32_t kMeshChunk = 32768;   // vertices, faces or edges a task
constexpr int32_t kContourChunk = 512;  // contour edges a task
constexpr int32_t kStripRows = 64;

// The links of a view's contour by the vertex they start from.
class LinkTable {
 public:
  void clear() { links_.clear(); }
  void add(int32_t from, int32_t to) { links_.push_back({from, to}); }
  void sort() { std::sort(links_.begin(), links_.end()); }
  int32_t operator()(int32_t vertex) const {
    const auto found = std::lower_bound(links_.begin(), links_.end(), std::pair<int32_t, int32_t>(vertex, 0));
    return found != links_.end() && found->first == vertex ? found->second : kNoLink;
  }

 private:
  std::vector<std::pair<int32_t, int32_t>> links_;
};

struct ContourPair {
  int32_t pair;
  uint64_t reach;
};

template <class T>
struct View {
  ViewOutline<T> outline;
  LinkTable next, previous;
  std::vector<Blend> blends;
  std::vector<ContourPair> contour_pairs;  // sorted

  const ContourPair* find_pair(int32_t pair) const {
    const auto found = std::lower_bound(contour_pairs.begin(), contour_pairs.end(), pair,
                                        [](const ContourPair& p, int32_t sought) { return p.pair < sought; });
    return found != contour_pairs.end() && found->pair == pair ? &*found : nullptr;
  }
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

  void write(int32_t* rows, double* values, int64_t* offsets) const override {
    offsets[0] = 0;
    for (int32_t v = 0; v < views_; ++v) {
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
    find_blends();
    parallel_for(a_.views, a_.threads, [&](int v) { apply(v); });
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
    for (int32_t v = 0; v < a_.views; ++v) {
      ViewOutline<T>& outline = view(v).outline;
      outline.pixels.resize(size_t(mesh_.vertex_count));
      outline.states.resize(size_t(mesh_.vertex_count));
      outline.sides.resize(size_t(mesh_.face_count) + 1);
      outline.sides.back() = 0;
    }
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
    contour.clear();
    view.next.clear();
    view.previous.clear();
    const auto bounds = [](const ContourEdge& edge) { return edge.is_contour != 0; };
    for (int32_t k = 0; k < count; ++k)
      std::copy_if(parts[k].begin(), parts[k].end(), std::back_inserter(contour), bounds);
    for (const ContourEdge& edge : contour) {
      if (edge.begin.partner >= 0 || edge.end.partner >= 0) continue;
      const ContourLink link = contour_link(edge.begin.vertex, edge.end.vertex, edge.jump);
      view.next.add(link.tail, link.head);
      view.previous.add(link.head, link.tail);
    }
    view.next.sort();
    view.previous.sort();
    if (view.outline.crosses_near) find_near_cuts(mesh_, view.outline, contour);
  }

  // Contours in chunks of edges beside the copy of the image in strips of rows,
  // then intersections in strips.
  void find_blends() {
    struct Task {
      int32_t view;
      IndexRange contour;
    };
    std::vector<Task> tasks;
    for (int32_t v = 0; v < a_.views; ++v) {
      const int32_t count = int32_t(view(v).outline.contour.size());
      for (int32_t k = 0; k < chunks_of(count, kContourChunk); ++k)
        tasks.push_back({v, chunk_range(k, kContourChunk, count)});
    }
    const size_t strip_count = size_t(a_.views) * size_t(strips_);
    auto& parts = workspace_->blend_parts;
    if (parts.size() < std::max(tasks.size(), strip_count)) parts.resize(std::max(tasks.size(), strip_count));
    parallel_for(int(tasks.size() + strip_count), a_.threads, [&](int index) {
      if (size_t(index) >= tasks.size()) return copy_strip(int32_t(size_t(index) - tasks.size()));
      const Task& task = tasks[size_t(index)];
      parts[size_t(index)].clear();
      follow_edges(task.view, task.contour, parts[size_t(index)]);
    });
    for (int32_t v = 0; v < a_.views; ++v) view(v).blends.clear();
    for (size_t k = 0; k < tasks.size(); ++k) append(parts[k], view(tasks[k].view).blends);
    parallel_for(a_.views, a_.threads, [&](int v) { keep_farthest(v); });
    if (!a_.intersections) return;
    parallel_for(int(strip_count), a_.threads, [&](int index) {
      parts[size_t(index)].clear();
      find_intersections(index / strips_, strip_rows(index), parts[size_t(index)]);
    });
    for (size_t k = 0; k < strip_count; ++k) append(parts[k], view(int32_t(k) / strips_).blends);
  }

  static void append(const std::vector<Blend>& part, std::vector<Blend>& all) {
    all.insert(all.end(), part.begin(), part.end());
  }

  // Of several crossings between the same two pixels the one that reaches
  // farthest; the others' order does not change.
  void keep_farthest(int32_t v) {
    View<T>& kept = view(v);
    const int32_t first_pixel = v * a_.size.height * a_.size.width;
    kept.contour_pairs.clear();
    for (const Blend& blend : kept.blends)
      kept.contour_pairs.push_back({pair_key(blend, first_pixel, a_.size.width), reach_key(blend)});
    std::sort(kept.contour_pairs.begin(), kept.contour_pairs.end(), [](const ContourPair& p, const ContourPair& q) {
      return p.pair != q.pair ? p.pair < q.pair : p.reach > q.reach;
    });
    const auto is_same_pair = [](const ContourPair& p, const ContourPair& q) { return p.pair == q.pair; };
    kept.contour_pairs.erase(std::unique(kept.contour_pairs.begin(), kept.contour_pairs.end(), is_same_pair),
                             kept.contour_pairs.end());
    const auto is_outreached = [&](const Blend& blend) {
      return reach_key(blend) != kept.find_pair(pair_key(blend, first_pixel, a_.size.width))->reach;
    };
    kept.blends.erase(std::remove_if(kept.blends.begin(), kept.blends.end(), is_outreached), kept.blends.end());
  }

  IndexRange strip_rows(int32_t strip) const { return chunk_range(strip % strips_, kStripRows, a_.size.height); }

  void follow_edges(int32_t v, IndexRange range, std::vector<Blend>& blends) {
    const View<T>& from = view(v);
    const SeenFaces<T> faces = seen(v);
    Blend blend;
    for (int32_t k = range.begin; k < range.end; ++k) {
      const ContourEdge& contour = from.outline.contour[size_t(k)];
      ScreenEdge edge = screen_edge(faces, contour);
      if (contour.begin.partner < 0 && contour.end.partner < 0)
        edge.direction = contour_direction(from.outline.pixels.data(),
                                           contour_link(contour.begin.vertex, contour.end.vertex, contour.jump),
                                           from.next, from.previous);
      const LineRange lines = crossed_lines(edge, a_.size.height, a_.size.width);
      for (int32_t line = lines.begin; line < lines.end; ++line)
        if (edge_blend(faces, edge, line, blend)) blends.push_back(blend);
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
    const auto look = [&](int32_t row, FaceNeighbors pixels, bool is_along_column) {
      const int32_t count = strange_face_kernels().find(pixels, mesh_.faces, columns.data());
      for (int32_t k = 0; k < count; ++k)
        look_between(faces, row * width + columns[size_t(k)], is_along_column, blends);
    };
    for (int32_t row = rows.begin; row < rows.end; ++row) {
      const int32_t* const here = faces.face_indices + int64_t(row) * width;
      look(row, {here, here + 1, width - 1}, false);
      if (row + 1 < a_.size.height) look(row, {here, here + width, width}, true);
    }
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
    const auto is_contour = [&](int32_t key) { return view(faces.view).find_pair(key) != nullptr; };
    Blend blend;
    if (intersection_blend(faces, lower, is_along_column, is_contour, blend)) blends.push_back(blend);
  }

  void apply(int32_t v) {
    for (const Blend& blend : view(v).blends) {
      const int32_t other = other_pixel(blend.pixel, blend.code, a_.size.width);
      const T* const here = a_.image + int64_t(blend.pixel) * a_.channels;
      const T* const there = a_.image + int64_t(other) * a_.channels;
      T* const to = a_.result + int64_t(blend.pixel) * a_.channels;
      for (int32_t c = 0; c < a_.channels; ++c)
        to[c] = T(double(to[c]) + blend.weight * (double(there[c]) - double(here[c])));
    }
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
