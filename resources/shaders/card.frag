// A picture on the image of its camera. A target: what the model covers in `covered`, the rest a pane of the card's
// colour. A photograph: as it is, a little paler where the object is not.

const float PALER = 0.3;

in vec2 place;
flat in vec3 colour;
flat in float opacity;
flat in float layer;
flat in float photograph;

uniform sampler2DArray pictures;
uniform vec3 covered;
uniform vec3 paper;

out vec4 fragment;

void main() {
    if (layer < 0.0) {
        fragment = vec4(colour, opacity * 0.16);
        return;
    }
    vec4 texel = texture(pictures, vec3(place, layer));
    if (photograph > 0.5) {
        fragment = vec4(mix(texel.rgb, paper, PALER * (1.0 - texel.a)), opacity);
    } else {
        fragment = vec4(mix(paper, covered, texel.a), opacity * mix(0.78, 0.96, texel.a));
    }
}
