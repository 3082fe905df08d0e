// SPDX-License-Identifier: MIT
// How a contour runs where its edges are shorter than a pixel.
//
// Edges of a fine mesh zigzag along a smooth outline. Taken one by one, those that happen to lie across the outline
// would be followed over columns where their neighbours are followed over rows, and lines of pixel centres would be
// missed or counted twice. So a short edge takes the direction of the contour over a pixel on either side of it.
#pragma once

#include "crossings.h"

PS_NAMESPACE_BEGIN

constexpr int kMostLinks = 32;
constexpr double kLongEdge = 1.0;  // pixels
constexpr int32_t kNoLink = 0x7fffffff;

// A contour edge as a link of the chain in which all faces lie on the same side.
struct ContourLink {
  int32_t tail, head;
};

PS_HD ContourLink contour_link(int32_t begin, int32_t end, int32_t jump) {
  return jump > 0 ? ContourLink{begin, end} : ContourLink{end, begin};
}

template <class T>
PS_HD Vector2<double> between(const Vector2<T>* pixels, int32_t from, int32_t to) {
  return {double(pixels[to].x) - double(pixels[from].x), double(pixels[to].y) - double(pixels[from].y)};
}

// From a vertex along the chain for at least a pixel, or to its end. next(v) is the smallest vertex that a link leads
// to, or kNoLink.
template <class T, class Next>
PS_HD int32_t follow(const Vector2<T>* pixels, int32_t vertex, Next next) {
  double length = 0;
  for (int step = 0; step < kMostLinks && length < kLongEdge; ++step) {
    const int32_t following = next(vertex);
    if (following == kNoLink) break;
    const Vector2<double> along = between(pixels, vertex, following);
    length += sqrt(dot(along, along));
    vertex = following;
  }
  return vertex;
}

template <class T, class Next, class Previous>
PS_HD EdgeDirection contour_direction(const Vector2<T>* pixels, ContourLink link, Next next, Previous previous) {
  Vector2<double> along = between(pixels, link.tail, link.head);
  if (dot(along, along) < kLongEdge * kLongEdge) {
    const Vector2<double> chord = between(pixels, follow(pixels, link.tail, previous), follow(pixels, link.head, next));
    if (dot(chord, chord) > 0) along = chord;
  }
  return edge_direction(along);
}

PS_NAMESPACE_END
