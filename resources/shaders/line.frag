// A smooth line, dashed if `dash_pixels` is positive. With FADING defined it fades away from `fade_center` instead.

in vec3 position;
noperspective in float across_pixels;
noperspective in float along_pixels;
flat in vec4 colour;
flat in float half_width_pixels;
flat in float dash_pixels;

#ifdef FADING
uniform vec3 fade_center;
uniform float fade_radius;
#endif

out vec4 fragment;

void main() {
    float alpha = colour.a * clamp(half_width_pixels + 0.5 - abs(across_pixels), 0.0, 1.0);
#ifdef FADING
    vec3 away = (position - fade_center) / fade_radius;
    float left = max(0.0, 1.0 - dot(away, away));
    alpha *= left * left;
#else
    if (dash_pixels > 0.0) {
        float from_middle = abs(fract(along_pixels / dash_pixels) - 0.5) * dash_pixels;
        alpha *= clamp(0.28 * dash_pixels + 0.5 - from_middle, 0.0, 1.0);
    }
#endif
    if (alpha < 0.01) discard;  // leave the depth of what lies behind
    fragment = vec4(colour.rgb, alpha);
}
