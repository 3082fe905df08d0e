// SPDX-License-Identifier: MIT
// The inner loops over pixels, compiled once per instruction set; see rasterize_simd.cpp. Usual numbers of channels
// have copies of their own, kChannels; 0 stands for any number.
#include "../common/bit_places.h"
#include "../common/double4.h"
#include "../interpolate/attribute_block.h"
#include "draw_rows.h"

PS_NAMESPACE_BEGIN
namespace {

template <class T>
CornerAttributes<T> attributes_of(const DrawnView<T>& view, int32_t face) {
  const int32_t* const corners = view.attribute_faces + 3 * int64_t(face);
  CornerAttributes<T> found;
  for (int k = 0; k < 3; ++k) found.corners[k] = view.attributes + int64_t(corners[k]) * view.channels;
  return found;
}

// The pixels of one row that one face owns, in whole blocks: what lies to the right of them is written afterwards.
template <class T, int kChannels>
void paint_run(const DrawnView<T>& view, int32_t face, double y, int32_t begin, int32_t end, T* image) {
  const CornerAttributes<T> attributes = attributes_of(view, face);
  const int32_t* const corners = view.faces + 3 * int64_t(face);
  const Corner a = view.corners[corners[0]], b = view.corners[corners[1]], c = view.corners[corners[2]];
  const int32_t channels = kChannels > 0 ? kChannels : view.channels;
  for (int32_t x = begin; x < end; x += kRunLanes) {
    T first[kRunLanes], second[kRunLanes];
    const double first_x = x + 0.5;
    PS_LANES
    for (int lane = 0; lane < kRunLanes; ++lane) {
      const Barycentrics weights = barycentrics_at(a, b, c, first_x + lane, y);
      first[lane] = T(weights.first);
      second[lane] = T(weights.second);
    }
    T* const to = image + int64_t(x) * channels;
    if (x + kRunLanes <= view.width) {
      write_attribute_block<T, kChannels>(attributes, channels, first, second, to);
      continue;
    }
    for (int32_t k = 0; k < end - x; ++k)
      write_attributes<T, kChannels>(attributes, channels, first[k], second[k], to + int64_t(k) * channels);
  }
}

// The runs of pixels [begin, end) of a row that show a face, `start` added to their pixels; returns their number. There
// is room for kRunLanes runs more than pixels, and owner may be read so far beyond the end.
int32_t find_runs(const int32_t* owner, int32_t begin, int32_t end, int32_t start, FaceRun* runs) {
  int32_t ends = 0;  // the last pixels of runs
  for (int32_t x = begin; x + 1 < end; x += kRunLanes) {
    uint8_t flags[kRunLanes];
    PS_LANES
    for (int32_t k = 0; k < kRunLanes; ++k) flags[k] = owner[x + k] != owner[x + k + 1];
    const uint32_t bits = as_bits(flags);
    for (int32_t k = 0; k < kRunLanes; ++k) runs[ends + k].pixel = x + kBitPlaces.places[bits][k];
    ends += kBitPlaces.counts[bits];
  }
  while (ends > 0 && runs[ends - 1].pixel >= end - 1) --ends;
  if (begin < end) runs[ends++].pixel = end - 1;
  int32_t count = 0, first = begin;
  for (int32_t k = 0; k < ends; ++k) {
    const int32_t last = runs[k].pixel, face = owner[last];
    runs[count] = {start + first, last + 1 - first, face};
    count += face >= 0;
    first = last + 1;
  }
  return count;
}

template <class T, int kChannels>
int32_t paint_of(const DrawnView<T>& view, const DepthStrip& strip, int32_t* face_indices, T* image, FaceRun* runs,
                 IndexRange* spans) {
  const int64_t channels = kChannels > 0 ? kChannels : view.channels;
  int32_t count = 0;
  for (int32_t k = 0; k < strip.rows; ++k) {
    const int32_t start = (strip.first_row + k) * strip.width;
    const int32_t* const owner = strip.face + int64_t(k) * strip.stride;
    int32_t* const indices = face_indices + start;
    T* const row = image + start * channels;
    for (int32_t x = 0; x < strip.column_begin; ++x) indices[x] = -1;
    for (int32_t x = strip.column_begin; x < strip.column_end; ++x) indices[x] = owner[x];
    for (int32_t x = strip.column_end; x < strip.width; ++x) indices[x] = -1;
    FaceRun* const of_row = runs + count;
    const int32_t found = find_runs(owner, strip.column_begin, strip.column_end, start, of_row);
    int32_t written = 0;
    for (int32_t i = 0; i < found; ++i) {
      const int32_t begin = of_row[i].pixel - start, end = begin + of_row[i].count;
      if (written < begin) fill_zero(row + channels * written, row + channels * begin);
      paint_run<T, kChannels>(view, of_row[i].slot, strip.first_row + k + 0.5, begin, end, row);
      written = end;
    }
    fill_zero(row + channels * written, row + channels * strip.width);
    spans[k] = found > 0 ? IndexRange{of_row[0].pixel - start, written} : IndexRange{0, 0};
    count += found;
  }
  return count;
}

#define PS_OF_CHANNELS(function, channels, ...) \
  switch (channels) {                           \
    case 1:                                     \
      return function<T, 1>(__VA_ARGS__);       \
    case 2:                                     \
      return function<T, 2>(__VA_ARGS__);       \
    case 3:                                     \
      return function<T, 3>(__VA_ARGS__);       \
    case 4:                                     \
      return function<T, 4>(__VA_ARGS__);       \
    default:                                    \
      return function<T, 0>(__VA_ARGS__);       \
  }

template <class T>
int32_t paint(const DrawnView<T>& view, const DepthStrip& strip, int32_t* face_indices, T* image, FaceRun* runs,
              IndexRange* spans) {
  PS_OF_CHANNELS(paint_of, view.channels, view, strip, face_indices, image, runs, spans)
}

// A face as it lies around a pixel centre.
struct LocalFace {
  double x[3], y[3], w[3];
};

PS_HD Plane local_edge(const LocalFace& face, int k) {
  const int from = (k + 1) % 3, to = (k + 2) % 3;
  return {face.y[from] * face.w[to] - face.w[from] * face.y[to], face.w[from] * face.x[to] - face.x[from] * face.w[to],
          face.x[from] * face.y[to] - face.y[from] * face.x[to]};
}

// The sum of the edge functions of a triangle a, b, c is that of the one edge (b - a) x (c - a).
template <class T>
void begin_moments(const DrawnView<T>& view, int32_t face, int32_t x, int32_t y, double* to) {
  LocalFace local;
  for (int k = 0; k < 3; ++k) {
    const Corner corner = view.corners[view.faces[3 * int64_t(face) + k]];
    local.x[k] = corner.x - (x + 0.5) * corner.w;
    local.y[k] = corner.y - (y + 0.5) * corner.w;
    local.w[k] = corner.w;
    double* const kept = to + kMomentCorners + 3 * k;
    kept[0] = local.x[k];
    kept[1] = local.y[k];
    kept[2] = local.w[k];
  }
  const double bx = local.x[1] - local.x[0], by = local.y[1] - local.y[0], bw = local.w[1] - local.w[0];
  const double cx = local.x[2] - local.x[0], cy = local.y[2] - local.y[0], cw = local.w[2] - local.w[0];
  to[0] = by * cw - bw * cy;
  to[1] = bw * cx - bx * cw;
  // At the centre itself, where the corners' distances to it tell.
  to[2] = (local.x[0] * local.y[1] - local.y[0] * local.x[1]) + (local.x[1] * local.y[2] - local.y[1] * local.x[2]) +
          (local.x[2] * local.y[0] - local.y[2] * local.x[0]);
  to[3] = x;
  to[4] = y;
}

// x, y: of the run's first pixel in the coordinates of the moments.
template <class T, int kChannels>
void add_run(const T* __restrict grad, int32_t any_channels, double x, double y, int32_t count, bool is_first,
             double* __restrict moments) {
  const int32_t channels = kChannels > 0 ? kChannels : any_channels, lanes = moment_lanes(channels);
  const double by_x = moments[0], at_start = by_x * x + (moments[1] * y + moments[2]);
  for (int32_t first = 0; first < channels; first += 4) {
    Double4 by_one = {}, by_at = {}, by_square = {};
    for (int32_t done = 0; done < count; done += kRunLanes) {
      double scale[kRunLanes];
      PS_LANES
      for (int lane = 0; lane < kRunLanes; ++lane) {
        const double sum = at_start + by_x * (done + lane);
        const double inverse = 1.0 / (sum == 0 ? 1.0 : sum);
        scale[lane] = inverse * inverse;
      }
      const int32_t pixels = min_of(kRunLanes, count - done);
      const T* from = grad + int64_t(done) * channels + first;
      double at = x + done;
      for (int32_t k = 0; k < pixels; ++k, from += channels, at += 1) {
        const Double4 value = load4(from) * scale[k], moved = value * at;
        by_one = by_one + value;
        by_at = by_at + moved;
        by_square = by_square + moved * at;
      }
    }
    double* const to = moments + kMomentHead + first;
    const Double4 values[kMoments] = {by_one, by_at, by_one * y, by_square, by_at * y, by_one * (y * y)};
    for (int k = 0; k < kMoments; ++k) store4(is_first ? values[k] : load4(to + k * lanes) + values[k], to + k * lanes);
  }
}

template <class T, int kChannels>
int32_t sum_row_of(const DrawnView<T>& view, const FaceRun* runs, int32_t count, const int32_t* strip_faces,
                   int32_t row, const T* grad_row, int32_t known, double* moments) {
  const int32_t channels = kChannels > 0 ? kChannels : view.channels;
  for (int32_t k = 0; k < count; ++k) {
    const FaceRun run = runs[k];
    double* const to = moments + int64_t(moment_stride(channels)) * run.slot;
    const int32_t x = run.pixel - row * view.width;
    const bool is_first = run.slot == known;
    if (is_first) begin_moments(view, strip_faces[run.slot], x, row, to);
    known += is_first;
    add_run<T, kChannels>(grad_row + int64_t(x) * channels, channels, x - to[3], row - to[4], run.count, is_first, to);
  }
  return known;
}

template <class T>
int32_t sum_row(const DrawnView<T>& view, const FaceRun* runs, int32_t count, const int32_t* strip_faces, int32_t row,
                const T* grad_row, int32_t known, double* moments) {
  PS_OF_CHANNELS(sum_row_of, view.channels, view, runs, count, strip_faces, row, grad_row, known, moments)
}

// Some faces, a lane each.
struct FaceLanes {
  double center_x[kLanes], center_y[kLanes], x[3][kLanes], y[3][kLanes], w[3][kLanes];
  double edges[3][3][kLanes];         // a, b, c of each
  double pairs[6][kMoments][kLanes];  // e_j e_k for (j, k) = 00, 01, 02, 11, 12, 22 as sums of the moments' functions
};

void multiply_edges(FaceLanes& faces) {
  constexpr int kFirst[6] = {0, 0, 0, 1, 1, 2}, kSecond[6] = {0, 1, 2, 1, 2, 2};
  PS_LANES
  for (int lane = 0; lane < kLanes; ++lane) {
    LocalFace face;
    for (int k = 0; k < 3; ++k) {
      face.x[k] = faces.x[k][lane];
      face.y[k] = faces.y[k][lane];
      face.w[k] = faces.w[k][lane];
    }
    const Plane edges[3] = {local_edge(face, 0), local_edge(face, 1), local_edge(face, 2)};
    for (int k = 0; k < 3; ++k) {
      faces.edges[k][0][lane] = edges[k].a;
      faces.edges[k][1][lane] = edges[k].b;
      faces.edges[k][2][lane] = edges[k].c;
    }
    for (int pair = 0; pair < 6; ++pair) {
      const Plane p = edges[kFirst[pair]], q = edges[kSecond[pair]];
      faces.pairs[pair][0][lane] = p.c * q.c;
      faces.pairs[pair][1][lane] = p.a * q.c + p.c * q.a;
      faces.pairs[pair][2][lane] = p.b * q.c + p.c * q.b;
      faces.pairs[pair][3][lane] = p.a * q.a;
      faces.pairs[pair][4][lane] = p.a * q.b + p.b * q.a;
      faces.pairs[pair][5][lane] = p.b * q.b;
    }
  }
}

// From the sums of b_j u_k to the corners, as terms_to_corners, around each face's centre.
void find_corner_gradients(const FaceLanes& faces, const double (&terms)[9][kLanes],
                           double (&by_corner)[3][3][kLanes]) {
  PS_LANES
  for (int lane = 0; lane < kLanes; ++lane) {
    const double area = faces.x[0][lane] * faces.edges[0][0][lane] + faces.y[0][lane] * faces.edges[0][1][lane] +
                        faces.w[0][lane] * faces.edges[0][2][lane];
    const double scale = area == 0 ? 0.0 : -1.0 / area;
    for (int j = 0; j < 3; ++j) {
      double by[3];
      for (int i = 0; i < 3; ++i)
        by[i] = scale * (terms[j][lane] * faces.edges[0][i][lane] + terms[3 + j][lane] * faces.edges[1][i][lane] +
                         terms[6 + j][lane] * faces.edges[2][i][lane]);
      by_corner[j][0][lane] = by[0];
      by_corner[j][1][lane] = by[1];
      by_corner[j][2][lane] = by[2] - (faces.center_x[lane] * by[0] + faces.center_y[lane] * by[1]);
    }
  }
}

// One channel of those faces. attributes: of the corners. Adds to terms[3 * k + j], the sums of b_j u_k
// (rasterize/fragment_gradient.h), where u_k is the sum over corners m of g (a_k - a_m) b_m.
struct ChannelLanes {
  double moments[kMoments][kLanes], attributes[3][kLanes], grad_attributes[3][kLanes];
};

void add_channel(const FaceLanes& faces, ChannelLanes& channel, double (&terms)[9][kLanes]) {
  PS_LANES
  for (int lane = 0; lane < kLanes; ++lane) {
    double of_pair[6];
    for (int pair = 0; pair < 6; ++pair) {
      double sum = 0;
      for (int i = 0; i < kMoments; ++i) sum += faces.pairs[pair][i][lane] * channel.moments[i][lane];
      of_pair[pair] = sum;
    }
    const double sums[3][3] = {{of_pair[0], of_pair[1], of_pair[2]},
                               {of_pair[1], of_pair[3], of_pair[4]},
                               {of_pair[2], of_pair[4], of_pair[5]}};
    const double a = channel.attributes[0][lane], b = channel.attributes[1][lane], c = channel.attributes[2][lane];
    for (int j = 0; j < 3; ++j) {
      channel.grad_attributes[j][lane] = sums[j][0] + sums[j][1] + sums[j][2];
      terms[j][lane] += (a - b) * sums[j][1] + (a - c) * sums[j][2];
      terms[3 + j][lane] += (b - a) * sums[j][0] + (b - c) * sums[j][2];
      terms[6 + j][lane] += (c - a) * sums[j][0] + (c - b) * sums[j][1];
    }
  }
}

void load_faces(const double* const* from, FaceLanes& faces) {
  for (int lane = 0; lane < kLanes; ++lane) {
    faces.center_x[lane] = from[lane][3] + 0.5;
    faces.center_y[lane] = from[lane][4] + 0.5;
    for (int k = 0; k < 3; ++k) {
      faces.x[k][lane] = from[lane][kMomentCorners + 3 * k];
      faces.y[k][lane] = from[lane][kMomentCorners + 3 * k + 1];
      faces.w[k][lane] = from[lane][kMomentCorners + 3 * k + 2];
    }
  }
}

template <class T>
void spread(const DrawnView<T>& view, const int32_t* strip_faces, int32_t count, const double* moments,
            T* grad_attributes, double* grad_corners) {
  const int32_t channels = view.channels, stride = moment_stride(channels), moment = moment_lanes(channels);
  FaceLanes faces;
  ChannelLanes channel;
  double by_corner[3][3][kLanes];
  for (int32_t first = 0; first < count; first += kLanes) {
    const int32_t lanes = min_of(kLanes, count - first);
    const double* from[kLanes];
    CornerAttributes<T> attributes[kLanes];
    for (int lane = 0; lane < kLanes; ++lane) {
      const int32_t slot = first + (lane < lanes ? lane : 0);
      from[lane] = moments + int64_t(stride) * slot;
      attributes[lane] = attributes_of(view, strip_faces[slot]);
    }
    load_faces(from, faces);
    multiply_edges(faces);
    double terms[9][kLanes] = {};
    for (int32_t i = 0; i < channels; ++i) {
      for (int lane = 0; lane < kLanes; ++lane) {
        for (int k = 0; k < kMoments; ++k) channel.moments[k][lane] = from[lane][kMomentHead + k * moment + i];
        for (int k = 0; k < 3; ++k) channel.attributes[k][lane] = double(attributes[lane].corners[k][i]);
      }
      add_channel(faces, channel, terms);
      for (int lane = 0; lane < lanes; ++lane) {
        const int32_t* const face = view.attribute_faces + 3 * int64_t(strip_faces[first + lane]);
        for (int k = 0; k < 3; ++k)
          grad_attributes[int64_t(face[k]) * channels + i] += T(channel.grad_attributes[k][lane]);
      }
    }
    find_corner_gradients(faces, terms, by_corner);
    for (int lane = 0; lane < lanes; ++lane) {
      const int32_t* const face = view.faces + 3 * int64_t(strip_faces[first + lane]);
      for (int j = 0; j < 3; ++j) {
        double* const to = grad_corners + 4 * int64_t(face[j]);
        to[0] += by_corner[j][0][lane];
        to[1] += by_corner[j][1][lane];
        to[3] += by_corner[j][2][lane];
      }
    }
  }
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

// The tables of this instruction set; draw_cpu.cpp picks one at run time.
extern const DrawKernels<float> PS_JOIN(draw_kernels_float_, PS_ISA);
extern const DrawKernels<double> PS_JOIN(draw_kernels_double_, PS_ISA);
const DrawKernels<float> PS_JOIN(draw_kernels_float_, PS_ISA) = {PS_ISA::paint<float>, PS_ISA::sum_row<float>,
                                                                 PS_ISA::spread<float>};
const DrawKernels<double> PS_JOIN(draw_kernels_double_, PS_ISA) = {PS_ISA::paint<double>, PS_ISA::sum_row<double>,
                                                                   PS_ISA::spread<double>};

}  // namespace photosculpture
